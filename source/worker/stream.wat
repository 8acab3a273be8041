;; The loops of a memory-user over entries of 8 bytes. `rmw` is the homework's `array[i] += 1`; `write` and `read`
;; are its two halves, and `write` over memory that was never written is the first touch (a load would first map
;; the kernel's page of zeros: two faults a page). `random` is `rmw` in a scattered order.
;; A range is cut into two halves that are walked side by side, four vectors of two entries each at a time: two
;; streams keep more cache lines on their way than one does.
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

	;; Writes `value` into each of `entries` entries from byte address `from` on. Whole rounds of 16 entries only.
	(func (export "write") (param $from i32) (param $entries i32) (param $value i32)
		(local $values v128) (local $first i32) (local $second i32) (local $end i32) (local $half i32)
		(local.set $values (i64x2.splat (i64.extend_i32_u (local.get $value))))
		(local.set $half (i32.shl (i32.shr_u (local.get $entries) (i32.const 4)) (i32.const 6)))
		(local.set $first (local.get $from))
		(local.set $second (i32.add (local.get $from) (local.get $half)))
		(local.set $end (local.get $second))
		(block $written
			(br_if $written (i32.eqz (local.get $half)))
			(loop $round
				(v128.store offset=0 (local.get $first) (local.get $values))
				(v128.store offset=0 (local.get $second) (local.get $values))
				(v128.store offset=16 (local.get $first) (local.get $values))
				(v128.store offset=16 (local.get $second) (local.get $values))
				(v128.store offset=32 (local.get $first) (local.get $values))
				(v128.store offset=32 (local.get $second) (local.get $values))
				(v128.store offset=48 (local.get $first) (local.get $values))
				(v128.store offset=48 (local.get $second) (local.get $values))
				(local.set $first (i32.add (local.get $first) (i32.const 64)))
				(local.set $second (i32.add (local.get $second) (i32.const 64)))
				(br_if $round (i32.ne (local.get $first) (local.get $end)))
			)
		)
	)

	;; The sum of `entries` entries from byte address `from` on: as somebody may look at it, every entry has to be
	;; read. Whole rounds of 16 entries only.
	(func (export "read") (param $from i32) (param $entries i32) (result i64)
		(local $sums v128) (local $others v128)
		(local $first i32) (local $second i32) (local $end i32) (local $half i32)
		(local.set $half (i32.shl (i32.shr_u (local.get $entries) (i32.const 4)) (i32.const 6)))
		(local.set $first (local.get $from))
		(local.set $second (i32.add (local.get $from) (local.get $half)))
		(local.set $end (local.get $second))
		(block $read
			(br_if $read (i32.eqz (local.get $half)))
			(loop $round
				(local.set $sums (i64x2.add (local.get $sums) (v128.load offset=0 (local.get $first))))
				(local.set $others (i64x2.add (local.get $others) (v128.load offset=0 (local.get $second))))
				(local.set $sums (i64x2.add (local.get $sums) (v128.load offset=16 (local.get $first))))
				(local.set $others (i64x2.add (local.get $others) (v128.load offset=16 (local.get $second))))
				(local.set $sums (i64x2.add (local.get $sums) (v128.load offset=32 (local.get $first))))
				(local.set $others (i64x2.add (local.get $others) (v128.load offset=32 (local.get $second))))
				(local.set $sums (i64x2.add (local.get $sums) (v128.load offset=48 (local.get $first))))
				(local.set $others (i64x2.add (local.get $others) (v128.load offset=48 (local.get $second))))
				(local.set $first (i32.add (local.get $first) (i32.const 64)))
				(local.set $second (i32.add (local.get $second) (i32.const 64)))
				(br_if $round (i32.ne (local.get $first) (local.get $end)))
			)
		)
		(local.set $sums (i64x2.add (local.get $sums) (local.get $others)))
		(i64.add (i64x2.extract_lane 0 (local.get $sums)) (i64x2.extract_lane 1 (local.get $sums)))
	)

	;; Adds one to each of `entries` entries in a scattered order, in which each entry of the first `$pages` pages of
	;; 64 KiB comes once in a pass; `from` is how many came before. A round takes one entry of every page: the pages
	;; in steps of `$stride`, which has no divisor in common with their number, and in each page another entry.
	;; An address is worked out from where the walk stands, never from what was loaded: several loads can be on
	;; their way at once, in C as here (benchmark/stream.c walks alike).
	(func (export "random") (param $from i32) (param $entries i32) (param $pages i32) (param $stride i32)
		(local $round i32) (local $left i32) (local $scatter i32) (local $page i32) (local $at i32)
		(local.set $round (i32.div_u (local.get $from) (local.get $pages)))
		(local.set $left (i32.rem_u (local.get $from) (local.get $pages)))
		(local.set $page (i32.wrap_i64 (i64.rem_u
			(i64.mul (i64.extend_i32_u (local.get $left)) (i64.extend_i32_u (local.get $stride)))
			(i64.extend_i32_u (local.get $pages)))))
		(local.set $left (i32.sub (local.get $pages) (local.get $left)))
		(block $done
			(loop $nextRound
				(br_if $done (i32.eqz (local.get $entries)))
				;; The number of the round with its 13 bits mixed: an odd factor and a shift can both be undone, so
				;; that 8,192 rounds give all 8,192 places.
				(local.set $scatter (i32.and (i32.mul (local.get $round) (i32.const 5197)) (i32.const 8191)))
				(local.set $scatter (i32.xor (local.get $scatter) (i32.shr_u (local.get $scatter) (i32.const 7))))
				;; What is left of this round, if so much is wanted.
				(local.set $left (select
					(local.get $left)
					(local.get $entries)
					(i32.lt_u (local.get $left) (local.get $entries))))
				(local.set $entries (i32.sub (local.get $entries) (local.get $left)))
				(loop $nextPage
					(local.set $at (i32.or
						(i32.shl (local.get $page) (i32.const 16))
						(i32.shl
							(i32.xor
								(local.get $scatter)
								(i32.shr_u (i32.mul (local.get $page) (i32.const 0x9e3779b1)) (i32.const 19)))
							(i32.const 3))))
					(i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 1)))
					(local.set $page (i32.add (local.get $page) (local.get $stride)))
					(local.set $page (select
						(i32.sub (local.get $page) (local.get $pages))
						(local.get $page)
						(i32.ge_u (local.get $page) (local.get $pages))))
					(local.set $left (i32.sub (local.get $left) (i32.const 1)))
					(br_if $nextPage (local.get $left))
				)
				(local.set $left (local.get $pages))
				(local.set $round (i32.add (local.get $round) (i32.const 1)))
				(br $nextRound)
			)
		)
	)
)
