import Foundation

/// What lies between this process and the kernel.
///
/// A user mode emulator passes most of `/proc` through, but shows its program an auxiliary vector of its own: on the
/// stack and as `/proc/self/auxv`. What the kernel gave this process, which is the emulator's vector, can be read by
/// another name of the same file. On a kernel both are the same bytes.
enum Surroundings {
    /// Looks for the emulator that runs this process.
    ///
    /// - Parameter processes: where `proc(5)` is mounted; nil for a machine without it.
    /// - Returns: the emulator; nil if the kernel runs this process, or if that cannot be found out.
    static func emulator(processes: String?) async -> Emulator? {
        guard let processes, let own = bytes("\(processes)/self/auxv"),
            let kernels = bytes("\(processes)/thread-self/auxv"), own != kernels
        else { return nil }
        // Followed by the kernel, which knows nothing of the program that is emulated.
        let program = "\(processes)/thread-self/exe"
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: program)) ?? program
        return Emulator(path: path, version: await Emulator.version(of: program) ?? "of an unknown version")
    }

    private static func bytes(_ path: String) -> [UInt8]? {
        // FileManager goes by the size, which is 0 for files of proc(5).
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() else { return nil }
        return Array(data)
    }
}
