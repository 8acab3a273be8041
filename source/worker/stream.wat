;; The loops of a memory-user. `rmw` is the homework's `array[i] += 1` over 8-byte entries; run over memory
;; that was never written it is the first touch. The range is cut into two halves that are walked side by side,
;; four vectors of two entries each at a time: two streams keep more cache lines on their way than one does.
(module
	(import "worker" "memory" (memory 0))

	;; Adds one to each of `entries` entries from byte address `from` on. Counts entries, not addresses, because
	;; the end of a memory of 4 GiB is no 32-bit address.
	(func (export "rmw") (param $from i32) (param $entries i32)
		(local $one v128) (local $first i32) (local $second i32) (local $end i32) (local $half i32)
		(local.set $one (v128.const i64x2 1 1))

		;; Bytes in a half: whole rounds of 64. What is left over (fewer than 16 entries) comes last.
		(local.set $half (i32.shl (i32.shr_u (local.get $entries) (i32.const 4)) (i32.const 6)))
		(local.set $first (local.get $from))
		(local.set $end (i32.add (local.get $from) (local.get $half)))
		(local.set $second (local.get $end))
		(local.set $entries (i32.and (local.get $entries) (i32.const 15)))

		(block $streamed
			(br_if $streamed (i32.eqz (local.get $half)))
			(loop $round
				(v128.store offset=0 (local.get $first)
					(i64x2.add (v128.load offset=0 (local.get $first)) (local.get $one)))
				(v128.store offset=0 (local.get $second)
					(i64x2.add (v128.load offset=0 (local.get $second)) (local.get $one)))
				(v128.store offset=16 (local.get $first)
					(i64x2.add (v128.load offset=16 (local.get $first)) (local.get $one)))
				(v128.store offset=16 (local.get $second)
					(i64x2.add (v128.load offset=16 (local.get $second)) (local.get $one)))
				(v128.store offset=32 (local.get $first)
					(i64x2.add (v128.load offset=32 (local.get $first)) (local.get $one)))
				(v128.store offset=32 (local.get $second)
					(i64x2.add (v128.load offset=32 (local.get $second)) (local.get $one)))
				(v128.store offset=48 (local.get $first)
					(i64x2.add (v128.load offset=48 (local.get $first)) (local.get $one)))
				(v128.store offset=48 (local.get $second)
					(i64x2.add (v128.load offset=48 (local.get $second)) (local.get $one)))
				(local.set $first (i32.add (local.get $first) (i32.const 64)))
				(local.set $second (i32.add (local.get $second) (i32.const 64)))
				(br_if $round (i32.ne (local.get $first) (local.get $end)))
			)
		)

		;; `$second` now stands at the first entry that no round has reached.
		(block $done
			(br_if $done (i32.eqz (local.get $entries)))
			(loop $entry
				(i64.store (local.get $second) (i64.add (i64.load (local.get $second)) (i64.const 1)))
				(local.set $second (i32.add (local.get $second) (i32.const 8)))
				(local.set $entries (i32.sub (local.get $entries) (i32.const 1)))
				(br_if $entry (local.get $entries))
			)
		)
	)
)
