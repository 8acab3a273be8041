;; The loops over all rows of a large map, a piece of at most 1024 rows at a time. WebAssembly because they run
;; once a reading: JavaScript is compiled for longer than they run.
;; Where things stand in the memory is written down in row-loops.ts too.
(module
	(import "rows" "memory" (memory 0))

	;; Numbers the rows that look alike to the rules for types, from 1 on, and lists those that need a look at
	;; their neighbours. `base` is the first row's number. 0 when there are too many kinds.
	(func (export "alike") (param $count i32) (param $base i32) (result i32)
		(local $row i32) (local $path i32) (local $flags i32) (local $perms i32) (local $key i32)
		(local $hash i32) (local $slot i32) (local $kind i32) (local $kinds i32) (local $found i32)
		(local $pathBefore i32) (local $startBefore i32) (local $hasInode i32)
		(local.set $pathBefore (i32.load (i32.const 0)))
		(local.set $startBefore (i32.load (i32.const 4)))
		(local.set $kinds (i32.load (i32.const 12)))
		(block $done
			(loop $next
				(br_if $done (i32.eq (local.get $row) (local.get $count)))
				(local.set $slot (i32.shl (local.get $row) (i32.const 2)))
				(local.set $path (i32.load offset=8192 (local.get $slot)))
				(local.set $flags (i32.load offset=12288 (local.get $slot)))
				(local.set $perms (i32.load8_u offset=1024 (local.get $row)))
				(local.set $kind (i32.eq (i32.load offset=4096 (local.get $slot)) (i32.load (i32.const 8))))
				(local.set $slot (i32.shl (local.get $row) (i32.const 3)))
				(local.set $hasInode (i64.ne (i64.load offset=16384 (local.get $slot)) (i64.const 0)))
				(local.set $key (i32.or
					(i32.or (local.get $hasInode) (i32.shl (local.get $kind) (i32.const 1)))
					(i32.or
						(i32.shl (f64.gt (f64.load offset=32768 (local.get $slot)) (f64.const 0)) (i32.const 2))
						(i32.shl (local.get $perms) (i32.const 3)))))

				;; Before memory that nobody may touch, and at the beginning of 64 MiB.
				(if (i32.and
					(i32.load8_u offset=44032 (local.get $perms))
					(i32.eqz (i32.and (local.get $startBefore) (i32.const 0x3ffffff))))
				(then
					(i32.store offset=45056 (i32.shl (local.get $found) (i32.const 2))
						(i32.sub (i32.add (local.get $base) (local.get $row)) (i32.const 1)))
					(local.set $found (i32.add (local.get $found) (i32.const 1)))
				))
				;; Without a file, behind something that has a name.
				(if (i32.and (i32.ne (local.get $pathBefore) (i32.const 0)) (i32.eqz (local.get $hasInode))) (then
					(i32.store offset=45056 (i32.shl (local.get $found) (i32.const 2))
						(i32.add (local.get $base) (local.get $row)))
					(local.set $found (i32.add (local.get $found) (i32.const 1)))
				))
				(local.set $pathBefore (local.get $path))
				(local.set $startBefore (i32.load offset=24576 (local.get $slot)))

				(local.set $hash (i32.shr_u
					(i32.xor
						(i32.xor
							(i32.mul (local.get $path) (i32.const 0x9e3779b1))
							(i32.mul (local.get $flags) (i32.const 0x85ebca6b)))
						(i32.mul (local.get $key) (i32.const 0xc2b2ae35)))
					(i32.const 19)))
				(block $known
					(loop $probe
						(local.set $slot (i32.shl (local.get $hash) (i32.const 4)))
						(local.set $kind (i32.load offset=131084 (local.get $slot)))
						(if (i32.eqz (local.get $kind)) (then
							(if (i32.eq (local.get $kinds) (i32.const 4095)) (then (return (i32.const 0))))
							(local.set $kinds (i32.add (local.get $kinds) (i32.const 1)))
							(local.set $kind (local.get $kinds))
							(i32.store offset=131072 (local.get $slot) (local.get $path))
							(i32.store offset=131076 (local.get $slot) (local.get $flags))
							(i32.store offset=131080 (local.get $slot) (local.get $key))
							(i32.store offset=131084 (local.get $slot) (local.get $kind))
							(i32.store offset=65536 (i32.shl (local.get $kind) (i32.const 2))
								(i32.add (local.get $base) (local.get $row)))
							(br $known)
						))
						(br_if $known (i32.and
							(i32.and
								(i32.eq (i32.load offset=131072 (local.get $slot)) (local.get $path))
								(i32.eq (i32.load offset=131076 (local.get $slot)) (local.get $flags)))
							(i32.eq (i32.load offset=131080 (local.get $slot)) (local.get $key))))
						(local.set $hash (i32.and (i32.add (local.get $hash) (i32.const 1)) (i32.const 8191)))
						(br $probe)
					)
				)
				(i32.store16 offset=40960 (i32.shl (local.get $row) (i32.const 1)) (local.get $kind))
				(local.set $row (i32.add (local.get $row) (i32.const 1)))
				(br $next)
			)
		)
		(i32.store (i32.const 0) (local.get $pathBefore))
		(i32.store (i32.const 4) (local.get $startBefore))
		(i32.store (i32.const 12) (local.get $kinds))
		(i32.store (i32.const 16) (local.get $found))
		(i32.const 1)
	)

	;; Puts the group of each row's kind where `add` has the groups.
	(func (export "tell") (param $count i32)
		(local $row i32)
		(loop $next
			(if (i32.lt_u (local.get $row) (local.get $count)) (then
				(i32.store8 offset=43008 (local.get $row) (i32.load8_u offset=57344
					(i32.load16_u offset=40960 (i32.shl (local.get $row) (i32.const 1)))))
				(local.set $row (i32.add (local.get $row) (i32.const 1)))
				(br $next)
			))
		)
	)

	;; Adds two columns by group: a row counts when it tells both, and `extra` where such a row tells it. The
	;; columns are given by where they stand.
	(func (export "add") (param $count i32) (param $first i32) (param $second i32) (param $extra i32)
		(local $row i32) (local $slot i32) (local $value f64) (local $more f64)
		(loop $next
			(if (i32.lt_u (local.get $row) (local.get $count)) (then
				(local.set $slot (i32.shl (local.get $row) (i32.const 3)))
				(local.set $value (f64.add
					(f64.load (i32.add (local.get $first) (local.get $slot)))
					(f64.load (i32.add (local.get $second) (local.get $slot)))))
				;; Figures are never below 0, and this is false of NaN.
				(if (f64.ge (local.get $value) (f64.const 0)) (then
					(local.set $more (f64.load (i32.add (local.get $extra) (local.get $slot))))
					(if (f64.gt (local.get $more) (f64.const 0))
						(then (local.set $value (f64.add (local.get $value) (local.get $more)))))
					(local.set $slot (i32.load8_u offset=43008 (local.get $row)))
					(f64.store offset=294912 (i32.shl (local.get $slot) (i32.const 3)) (f64.add
						(f64.load offset=294912 (i32.shl (local.get $slot) (i32.const 3)))
						(local.get $value)))
					(i32.store offset=296960 (i32.shl (local.get $slot) (i32.const 2)) (i32.add
						(i32.load offset=296960 (i32.shl (local.get $slot) (i32.const 2)))
						(i32.const 1)))
				))
				(local.set $row (i32.add (local.get $row) (i32.const 1)))
				(br $next)
			))
		)
	)
)
