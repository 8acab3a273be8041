;; Takes runs of entries of smaps that lie as their layout says (smaps-layout.ts), and stops at the first that
;; is cut or lies otherwise: the reader looks at that one. WebAssembly because a map is read once: this is
;; fast from its first entry on, while JavaScript of that size is compiled for longer than it runs.
;; Where things stand in the memory is written down in smaps-scanner.ts too. Addresses are those of the memory.
(module
	(import "smaps" "memory" (memory 0))
	;; The index of a name (0 permissions, 1 device, 2 path, 3 flags) that stands at a range.
	(import "smaps" "intern" (func $intern (param i32 i32 i32) (result i32)))

	;; Up to 16 hex digits become a number at `to`: returns where they end, `at` when there are none or more.
	(func $hex (param $at i32) (param $to i32) (result i32)
		(local $from i32) (local $digit i32) (local $value i64)
		(local.set $from (local.get $at))
		(block $over
			(loop $next
				(local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
				(if (i32.ge_u (local.get $digit) (i32.const 10)) (then
					(local.set $digit (i32.sub (local.get $digit) (i32.const 39)))
					(br_if $over (i32.ge_u (i32.sub (local.get $digit) (i32.const 10)) (i32.const 6)))
				))
				(local.set $value (i64.or
					(i64.shl (local.get $value) (i64.const 4))
					(i64.extend_i32_u (local.get $digit))))
				(local.set $at (i32.add (local.get $at) (i32.const 1)))
				(br $next)
			)
		)
		(i64.store (local.get $to) (local.get $value))
		(select (local.get $from) (local.get $at)
			(i32.gt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 16)))
	)

	;; Where the hex digits at `at` end.
	(func $skipHex (param $at i32) (result i32)
		(local $byte i32)
		(loop $next
			(local.set $byte (i32.load8_u (local.get $at)))
			(if (i32.or
				(i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
				(i32.lt_u (i32.sub (local.get $byte) (i32.const 0x61)) (i32.const 6)))
			(then
				(local.set $at (i32.add (local.get $at) (i32.const 1)))
				(br $next)
			))
		)
		(local.get $at)
	)

	;; The number whose last digit stands at `at`, after a blank; -1 when there is none of 1 to 15 digits.
	(func $digits (param $at i32) (result i64)
		(local $last i32) (local $digit i32) (local $value i64) (local $scale i64)
		(local.set $last (local.get $at))
		(local.set $scale (i64.const 1))
		(block $over
			(loop $next
				(local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
				(br_if $over (i32.ge_u (local.get $digit) (i32.const 10)))
				(local.set $value (i64.add (local.get $value)
					(i64.mul (i64.extend_i32_u (local.get $digit)) (local.get $scale))))
				(local.set $scale (i64.mul (local.get $scale) (i64.const 10)))
				(local.set $at (i32.sub (local.get $at) (i32.const 1)))
				(br_if $next (i32.le_u (i32.sub (local.get $last) (local.get $at)) (i32.const 15)))
				(return (i64.const -1))
			)
		)
		(select (local.get $value) (i64.const -1) (i32.and
			(i32.ne (local.get $at) (local.get $last))
			(i32.eq (i32.load8_u (local.get $at)) (i32.const 0x20))))
	)

	;; Whether `length` bytes are the same in two places.
	(func $same (param $a i32) (param $b i32) (param $length i32) (result i32)
		(local $end i32)
		(local.set $end (i32.add (local.get $a) (local.get $length)))
		(block $bytes
			(loop $words
				(br_if $bytes (i32.gt_u (i32.add (local.get $a) (i32.const 8)) (local.get $end)))
				(if (i64.ne (i64.load (local.get $a)) (i64.load (local.get $b))) (then (return (i32.const 0))))
				(local.set $a (i32.add (local.get $a) (i32.const 8)))
				(local.set $b (i32.add (local.get $b) (i32.const 8)))
				(br $words)
			)
		)
		(loop $next
			(if (i32.eq (local.get $a) (local.get $end)) (then (return (i32.const 1))))
			(if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (i32.const 0))))
			(local.set $a (i32.add (local.get $a) (i32.const 1)))
			(local.set $b (i32.add (local.get $b) (i32.const 1)))
			(br $next)
		)
		(unreachable)
	)

	;; The index of the name at `from` to `to`. The one met last stands at `last`: its length, its index, and
	;; its bytes if there is room for them.
	(func $name (param $what i32) (param $from i32) (param $to i32) (param $last i32) (param $room i32) (result i32)
		(local $length i32) (local $index i32)
		(local.set $length (i32.sub (local.get $to) (local.get $from)))
		(if (i32.eq (local.get $length) (i32.load (local.get $last))) (then
			(if (call $same (local.get $from) (i32.add (local.get $last) (i32.const 8)) (local.get $length))
			(then (return (i32.load offset=4 (local.get $last)))))
		))
		(local.set $index (call $intern (local.get $what) (local.get $from) (local.get $to)))
		(if (i32.le_u (local.get $length) (local.get $room)) (then
			(i32.store (local.get $last) (local.get $length))
			(i32.store offset=4 (local.get $last) (local.get $index))
			(memory.copy (i32.add (local.get $last) (i32.const 8)) (local.get $from) (local.get $length))
		))
		(local.get $index)
	)

	;; Whether the bytes are permissions: each letter or a dash, and `s` or `p`.
	(func $isPerms (param $at i32) (result i32)
		(local $r i32) (local $w i32) (local $x i32) (local $s i32)
		(local.set $r (i32.load8_u offset=0 (local.get $at)))
		(local.set $w (i32.load8_u offset=1 (local.get $at)))
		(local.set $x (i32.load8_u offset=2 (local.get $at)))
		(local.set $s (i32.load8_u offset=3 (local.get $at)))
		(i32.and
			(i32.and
				(i32.or (i32.eq (local.get $r) (i32.const 0x72)) (i32.eq (local.get $r) (i32.const 0x2d)))
				(i32.or (i32.eq (local.get $w) (i32.const 0x77)) (i32.eq (local.get $w) (i32.const 0x2d))))
			(i32.and
				(i32.or (i32.eq (local.get $x) (i32.const 0x78)) (i32.eq (local.get $x) (i32.const 0x2d)))
				(i32.or (i32.eq (local.get $s) (i32.const 0x73)) (i32.eq (local.get $s) (i32.const 0x70)))))
	)

	;; What follows the addresses of a header: returns where the next line begins, 0 when it is no such thing.
	(func $header (param $at i32) (param $end i32) (param $row i32) (param $ending i32) (result i32)
		(local $from i32) (local $to i32) (local $digit i32) (local $inode i64) (local $index i32)
		(if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x20)) (then (return (i32.const 0))))
		(if (i32.eqz (call $isPerms (i32.add (local.get $at) (i32.const 1)))) (then (return (i32.const 0))))
		(if (i32.ne (i32.load8_u offset=5 (local.get $at)) (i32.const 0x20)) (then (return (i32.const 0))))

		;; The offset.
		(local.set $from (i32.add (local.get $at) (i32.const 6)))
		(local.set $to (call $hex (local.get $from)
			(i32.add (i32.const 49152) (i32.shl (local.get $row) (i32.const 3)))))
		(if (i32.eq (local.get $to) (local.get $from)) (then (return (i32.const 0))))
		(if (i32.ne (i32.load8_u (local.get $to)) (i32.const 0x20)) (then (return (i32.const 0))))

		;; The device: two digits at least on both sides of the colon.
		(local.set $from (i32.add (local.get $to) (i32.const 1)))
		(local.set $to (call $skipHex (local.get $from)))
		(if (i32.lt_u (i32.sub (local.get $to) (local.get $from)) (i32.const 2)) (then (return (i32.const 0))))
		(if (i32.ne (i32.load8_u (local.get $to)) (i32.const 0x3a)) (then (return (i32.const 0))))
		(local.set $index (i32.add (local.get $to) (i32.const 3)))
		(local.set $to (call $skipHex (i32.add (local.get $to) (i32.const 1))))
		(if (i32.lt_u (local.get $to) (local.get $index)) (then (return (i32.const 0))))
		(if (i32.ne (i32.load8_u (local.get $to)) (i32.const 0x20)) (then (return (i32.const 0))))
		(local.set $index (local.get $from))

		;; The inode, of 19 digits at most: so many can't pass 64 bits.
		(local.set $from (i32.add (local.get $to) (i32.const 1)))
		(local.set $to (local.get $from))
		(block $over
			(loop $next
				(local.set $digit (i32.sub (i32.load8_u (local.get $to)) (i32.const 0x30)))
				(br_if $over (i32.ge_u (local.get $digit) (i32.const 10)))
				(local.set $inode (i64.add (i64.mul (local.get $inode) (i64.const 10))
					(i64.extend_i32_u (local.get $digit))))
				(local.set $to (i32.add (local.get $to) (i32.const 1)))
				(br $next)
			)
		)
		(if (i32.ge_u (i32.sub (i32.sub (local.get $to) (local.get $from)) (i32.const 1)) (i32.const 19))
			(then (return (i32.const 0))))
		(local.set $digit (i32.load8_u (local.get $to)))
		(if (i32.and (i32.ne (local.get $digit) (i32.const 0x20)) (i32.ne (local.get $digit) (i32.const 0x0a)))
			(then (return (i32.const 0))))
		(i64.store (i32.add (i32.const 57344) (i32.shl (local.get $row) (i32.const 3))) (local.get $inode))
		;; The byte behind the device, which no name can pass.
		(local.set $digit (i32.sub (local.get $from) (i32.const 1)))

		;; The path. A newline stands at the end of the text.
		(local.set $from (local.get $to))
		(block $over
			(loop $next
				(br_if $over (i32.ne (i32.load8_u (local.get $from)) (i32.const 0x20)))
				(local.set $from (i32.add (local.get $from) (i32.const 1)))
				(br $next)
			)
		)
		(local.set $to (local.get $from))
		(block $over
			(loop $next
				(br_if $over (i32.eq (i32.load8_u (local.get $to)) (i32.const 0x0a)))
				(local.set $to (i32.add (local.get $to) (i32.const 1)))
				(br $next)
			)
		)
		(if (i32.ge_u (local.get $to) (local.get $end)) (then (return (i32.const 0))))

		;; Whole: the names.
		(i32.store8 (i32.add (i32.const 77824) (local.get $row))
			(call $name (i32.const 0) (i32.add (local.get $at) (i32.const 1)) (i32.add (local.get $at) (i32.const 5))
				(i32.const 18432) (i32.const 56)))
		(i32.store (i32.add (i32.const 65536) (i32.shl (local.get $row) (i32.const 2)))
			(call $name (i32.const 1) (local.get $index) (local.get $digit) (i32.const 16384) (i32.const 56)))
		(local.set $index (i32.const 0))
		(if (i32.ne (local.get $from) (local.get $to)) (then
			(local.set $index (call $name
				(i32.const 2) (local.get $from) (local.get $to) (i32.const 20480) (i32.const 4096)))
		))
		(i32.store (i32.add (i32.const 69632) (i32.shl (local.get $row) (i32.const 2))) (local.get $index))

		;; Anonymous memory as the kernel writes it: kept for the next region with the same permissions.
		(local.set $to (i32.add (local.get $to) (i32.const 1)))
		(if (i32.and
			(i32.eq (i32.sub (local.get $to) (local.get $at)) (i32.const 24))
			(i64.eqz (i64.or (local.get $inode)
				(i64.load (i32.add (i32.const 49152) (i32.shl (local.get $row) (i32.const 3)))))))
		(then
			(memory.copy (local.get $ending) (local.get $at) (i32.const 24))
			(i32.store offset=24 (local.get $ending) (i32.load8_u (i32.add (i32.const 77824) (local.get $row))))
			(i32.store offset=28 (local.get $ending)
				(i32.load (i32.add (i32.const 65536) (i32.shl (local.get $row) (i32.const 2)))))
			(i32.store offset=32 (local.get $ending) (local.get $index))
		))
		(local.get $to)
	)

	;; The line of flags at `at`: returns where it is over, 0 when it is none or isn't whole. The line met last
	;; stands at `last`: its length with the newline, the index of the flags, its bytes.
	(func $flags (param $at i32) (param $end i32) (param $row i32) (param $last i32) (result i32)
		(local $from i32) (local $newline i32) (local $to i32) (local $index i32) (local $length i32)
		(local.set $length (i32.load (local.get $last)))
		(local.set $to (i32.add (local.get $at) (local.get $length)))
		(if (i32.and (i32.ne (local.get $length) (i32.const 0)) (i32.le_u (local.get $to) (local.get $end))) (then
			(if (call $same (local.get $at) (i32.add (local.get $last) (i32.const 8)) (local.get $length)) (then
				(i32.store (i32.add (i32.const 73728) (i32.shl (local.get $row) (i32.const 2)))
					(i32.load offset=4 (local.get $last)))
				(return (local.get $to))
			))
		))
		(local.set $from (i32.add (local.get $at) (i32.const 8)))
		(if (i32.gt_u (local.get $from) (local.get $end)) (then (return (i32.const 0))))
		(if (i64.ne (i64.load (local.get $at)) (i64.load (i32.const 8))) (then (return (i32.const 0))))
		(block $over
			(loop $next
				(br_if $over (i32.ne (i32.load8_u (local.get $from)) (i32.const 0x20)))
				(local.set $from (i32.add (local.get $from) (i32.const 1)))
				(br $next)
			)
		)
		(local.set $newline (local.get $from))
		(block $over
			(loop $next
				(br_if $over (i32.eq (i32.load8_u (local.get $newline)) (i32.const 0x0a)))
				(local.set $newline (i32.add (local.get $newline) (i32.const 1)))
				(br $next)
			)
		)
		(if (i32.ge_u (local.get $newline) (local.get $end)) (then (return (i32.const 0))))
		(local.set $to (local.get $newline))
		(if (i32.and
			(i32.gt_u (local.get $newline) (local.get $from))
			(i32.eq (i32.load8_u (i32.sub (local.get $newline) (i32.const 1))) (i32.const 0x20)))
		(then (local.set $to (i32.sub (local.get $newline) (i32.const 1)))))
		(local.set $index (call $intern (i32.const 3) (local.get $from) (local.get $to)))
		(i32.store (i32.add (i32.const 73728) (i32.shl (local.get $row) (i32.const 2))) (local.get $index))
		(local.set $to (i32.add (local.get $newline) (i32.const 1)))
		(local.set $length (i32.sub (local.get $to) (local.get $at)))
		(if (i32.le_u (local.get $length) (i32.const 504)) (then
			(i32.store (local.get $last) (local.get $length))
			(i32.store offset=4 (local.get $last) (local.get $index))
			(memory.copy (i32.add (local.get $last) (i32.const 8)) (local.get $at) (local.get $length))
		))
		(local.get $to)
	)

	;; Takes the entries from `at` on, at most 1024; a newline stands at `end`. `plan` is where the plan of the
	;; lines ends, `size` how many bytes they are. Returns where the taken ones are over, their number at 0. At 16
	;; stands the start of the row before; 24 becomes 1 when a row starts no higher than the one before it.
	(func (export "scan") (param $at i32) (param $end i32) (param $plan i32) (param $size i32) (result i32)
		(local $row i32) (local $from i32) (local $next i32) (local $kind i32) (local $ending i32)
		(local $line i32) (local $figure i32) (local $slot i32) (local $value i64) (local $before i64)
		(local.set $before (i64.load (i32.const 16)))
		(block $done
			(loop $entry
				(br_if $done (i32.or
					(i32.ge_u (local.get $at) (local.get $end))
					(i32.eq (local.get $row) (i32.const 1024))))
				(local.set $slot (i32.shl (local.get $row) (i32.const 3)))
				(local.set $from (call $hex (local.get $at) (i32.add (i32.const 32768) (local.get $slot))))
				(br_if $done (i32.eq (local.get $from) (local.get $at)))
				(br_if $done (i32.ne (i32.load8_u (local.get $from)) (i32.const 0x2d)))
				(local.set $from (i32.add (local.get $from) (i32.const 1)))
				(local.set $next (call $hex (local.get $from) (i32.add (i32.const 40960) (local.get $slot))))
				(br_if $done (i32.eq (local.get $next) (local.get $from)))

				(local.set $kind (i32.or
					(i32.or
						(i32.eq (i32.load8_u offset=1 (local.get $next)) (i32.const 0x72))
						(i32.shl (i32.eq (i32.load8_u offset=2 (local.get $next)) (i32.const 0x77)) (i32.const 1)))
					(i32.or
						(i32.shl (i32.eq (i32.load8_u offset=3 (local.get $next)) (i32.const 0x78)) (i32.const 2))
						(i32.shl (i32.eq (i32.load8_u offset=4 (local.get $next)) (i32.const 0x73)) (i32.const 3)))))
				(local.set $ending (i32.add (i32.const 4096) (i32.shl (local.get $kind) (i32.const 6))))
				(if (i32.and
					(i32.and
						(i64.eq (i64.load offset=0 (local.get $next)) (i64.load offset=0 (local.get $ending)))
						(i64.eq (i64.load offset=8 (local.get $next)) (i64.load offset=8 (local.get $ending))))
					(i64.eq (i64.load offset=16 (local.get $next)) (i64.load offset=16 (local.get $ending))))
				(then
					(local.set $from (i32.add (local.get $next) (i32.const 24)))
					(br_if $done (i32.gt_u (local.get $from) (local.get $end)))
					(i64.store offset=49152 (local.get $slot) (i64.const 0))
					(i64.store offset=57344 (local.get $slot) (i64.const 0))
					(i32.store8 offset=77824 (local.get $row) (i32.load offset=24 (local.get $ending)))
					(i32.store offset=65536 (i32.shl (local.get $row) (i32.const 2))
						(i32.load offset=28 (local.get $ending)))
					(i32.store offset=69632 (i32.shl (local.get $row) (i32.const 2))
						(i32.load offset=32 (local.get $ending)))
				)
				(else
					(local.set $from
						(call $header (local.get $next) (local.get $end) (local.get $row) (local.get $ending)))
					(br_if $done (i32.eqz (local.get $from)))
				))

				(local.set $next (i32.add (local.get $from) (local.get $size)))
				(br_if $done (i32.gt_u (local.get $next) (local.get $end)))
				(local.set $slot (i32.add (local.get $slot) (i32.const 81920)))
				(local.set $line (i32.const 64))
				(block $lines
					(loop $field
						(br_if $lines (i32.eq (local.get $line) (local.get $plan)))
						(local.set $figure (i32.add (local.get $from) (i32.load offset=8 (local.get $line))))
						(br_if $done (i32.ne
							(i32.load (i32.add (local.get $from) (i32.load offset=0 (local.get $line))))
							(i32.load offset=4 (local.get $line))))
						(br_if $done (i32.ne
							(i32.and (i32.load offset=8 (local.get $figure)) (i32.load offset=16 (local.get $line)))
							(i32.load offset=12 (local.get $line))))
						;; Seven blanks and a zero: most figures.
						(if (i64.eq (i64.load (local.get $figure)) (i64.const 0x3020202020202020))
						(then (f64.store (local.get $slot) (f64.const 0)))
						(else
							(local.set $value (call $digits (i32.add (local.get $figure) (i32.const 7))))
							(br_if $done (i64.lt_s (local.get $value) (i64.const 0)))
							(f64.store (local.get $slot) (f64.mul
								(f64.convert_i64_s (local.get $value))
								(f64.convert_i32_u (i32.load offset=20 (local.get $line)))))
							(i32.store offset=24 (local.get $line) (i32.const 1))
						))
						(local.set $slot (i32.add (local.get $slot) (i32.const 8192)))
						(local.set $line (i32.add (local.get $line) (i32.const 32)))
						(br $field)
					)
				)

				(if (i32.load (i32.const 4))
				(then
					(local.set $next (call $flags (local.get $next) (local.get $end) (local.get $row)
						(i32.add (i32.const 8192) (i32.shl (local.get $kind) (i32.const 9)))))
					(br_if $done (i32.eqz (local.get $next)))
				)
				(else
					(i32.store offset=73728 (i32.shl (local.get $row) (i32.const 2)) (i32.const 0))
				))
				(local.set $value (i64.load offset=32768 (i32.shl (local.get $row) (i32.const 3))))
				(if (i64.le_u (local.get $value) (local.get $before)) (then
					(i32.store (i32.const 24) (i32.const 1))
				))
				(local.set $before (local.get $value))
				(local.set $at (local.get $next))
				(local.set $row (i32.add (local.get $row) (i32.const 1)))
				(br $entry)
			)
		)
		(i64.store (i32.const 16) (local.get $before))
		(i32.store (i32.const 0) (local.get $row))
		(local.get $at)
	)
)
