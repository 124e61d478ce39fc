import ProbeRuntime

/// The functions that experiments call, found in the tested image.
struct Functions {
    /// nil if the image has no symbol for it.
    var clockGettime: ClockFunction?
    var clockGetres: ClockFunction?
    /// With 64-bit time where words have 32 bits.
    var clockGettime64: ClockFunction?
    var clockGetresTime64: ClockFunction?
    /// A function's address in memory; nil if the image has no symbol for it.
    var gettimeofday: UInt64?
    var time: UInt64?
    var getcpu: UInt64?
    var getrandom: UInt64?
    var flushIcache: UInt64?
    var hwprobe: UInt64?
    var unlock64: UInt64?
    var unlock32: UInt64?
    /// `__kernel_vsyscall` of i386.
    var kernelEntry: UInt64?

    /// Set once the image was read.
    nonisolated(unsafe) static var tested = Functions()

    /// Finds and reports every function.
    static func find() -> Functions {
        Functions(
            clockGettime: find("clock_gettime", narrow: NR_clock_gettime32, wide: NR_clock_gettime),
            clockGetres: find("clock_getres", narrow: NR_clock_getres32, wide: NR_clock_getres),
            clockGettime64: find64("clock_gettime64", NR_clock_gettime),
            clockGetresTime64: find64("clock_getres_time64", NR_clock_getres),
            gettimeofday: find("gettimeofday"), time: find("time"), getcpu: find("getcpu"),
            getrandom: find("getrandom"), flushIcache: find("flush_icache"), hwprobe: find("riscv_hwprobe"),
            unlock64: find("futex_robust_list64_try_unlock"), unlock32: find("futex_robust_list32_try_unlock"),
            kernelEntry: probe_has_kernel_entry() != 0 ? find("vsyscall") : nil)
    }

    /// The same functions in an image that was moved.
    func moved(by distance: UInt64) -> Functions {
        func move(_ entry: UInt64?) -> UInt64? { entry.map { $0 &+ distance } }
        func move(_ function: ClockFunction?) -> ClockFunction? {
            guard var function else { return nil }
            function.entry = function.entry &+ distance
            return function
        }
        return Functions(
            clockGettime: move(clockGettime), clockGetres: move(clockGetres), clockGettime64: move(clockGettime64),
            clockGetresTime64: move(clockGetresTime64), gettimeofday: move(gettimeofday),
            time: move(time), getcpu: move(getcpu), getrandom: move(getrandom), flushIcache: move(flushIcache),
            hwprobe: move(hwprobe), unlock64: move(unlock64), unlock32: move(unlock32),
            kernelEntry: move(kernelEntry))
    }

    /// Whether clocks are read in two time ABIs.
    var haveTwoTimes: Bool { clockGettime != nil && clockGettime64 != nil }

    /// The functions that read clocks.
    func forEachGettime(_ body: (ClockFunction) -> Void) {
        if let clockGettime { body(clockGettime) }
        if let clockGettime64 { body(clockGettime64) }
    }

    /// The functions that tell resolutions.
    func forEachGetres(_ body: (ClockFunction) -> Void) {
        if let clockGetres { body(clockGetres) }
        if let clockGetresTime64 { body(clockGetresTime64) }
    }

    /// A function of the architecture's own words.
    private static func find(_ name: StaticString, narrow: Int32, wide: Int32) -> ClockFunction? {
        find(name).map {
            ClockFunction(
                name: name, entry: $0, number: probe_has_narrow_time() != 0 ? narrow : wide, layout: .native)
        }
    }

    /// A function that there is only where words have 32 bits.
    private static func find64(_ name: StaticString, _ number: Int32) -> ClockFunction? {
        guard probe_has_narrow_time() != 0 else { return nil }
        return find(name).map { ClockFunction(name: name, entry: $0, number: number, layout: .wide) }
    }

    /// Finds a function in the tested image and reports which symbol it has.
    private static func find(_ name: StaticString) -> UInt64? {
        let found = find(name, in: Image.tested)
        Output.begin("function")
        Output.field("function", text: name)
        if let found {
            Output.field(
                "symbol", bytes: Image.tested.bytes(found.name), count: Image.tested.stringLength(found.name) ?? 0)
        }
        Output.end()
        return found?.address
    }

    /// Where a function and its symbol's name lie in memory. Architectures prefix their names with one of two words. The
    /// scan finds what a broken hash table hides.
    static func find(_ name: StaticString, in image: Image) -> (address: UInt64, name: UInt64)? {
        for index in 0..<image.scanCount {
            guard let symbol = image.symbol(index), symbol.section != 0,
                image.string(at: symbol.name, equals: name, behind: "__vdso_")
                    || image.string(at: symbol.name, equals: name, behind: "__kernel_")
            else { continue }
            let place = image.bias &+ symbol.value
            if image.contains(place) { return (place, symbol.name) }
        }
        return nil
    }
}

/// Reports what each table answers for every named symbol.
enum Lookups {
    static func report() {
        let image = Image.tested
        table("sysv", image.tables.sysvHash != 0, image.sysvCount)
        table("gnu", image.tables.gnuHash != 0, image.gnuCount)
        table("scan", image.tables.symbols != 0, image.scanCount)
        // Symbol 0 is the undefined one.
        for index in 1..<max(1, image.scanCount) {
            guard let symbol = image.symbol(index), let length = image.stringLength(symbol.name), length > 0 else {
                continue
            }
            answer("scan", symbol, symbol)
            if image.tables.sysvHash != 0 { answer("sysv", symbol, image.lookupSysv(symbol)) }
            if image.tables.gnuHash != 0 { answer("gnu", symbol, image.lookupGNU(symbol)) }
        }
    }

    private static func table(_ name: StaticString, _ present: Bool, _ entries: UInt32) {
        Output.begin("table")
        Output.field("table", text: name)
        Output.field("present", present)
        Output.field("entries", Int64(entries))
        Output.end()
    }

    private static func answer(_ table: StaticString, _ wanted: Symbol, _ found: Symbol?) {
        let image = Image.tested
        Output.begin("lookup")
        Output.field("table", text: table)
        Output.field("symbol", bytes: image.bytes(wanted.name), count: image.stringLength(wanted.name) ?? 0)
        if wanted.version != 0, let length = image.stringLength(wanted.version) {
            Output.field("version", bytes: image.bytes(wanted.version), count: length)
        }
        Output.field("found", found != nil)
        Output.field("value", unsigned: found?.value ?? 0)
        Output.field("size", unsigned: found?.size ?? 0)
        Output.field("info", Int64(found?.info ?? 0))
        Output.field("other", Int64(found?.other ?? 0))
        Output.field("section", Int64(found?.section ?? 0))
        Output.end()
    }
}
