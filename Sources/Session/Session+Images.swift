import Foundation
import KernelFiles
import Targets

extension Session {
    /// Finds the images of targets that are files; a kernel is one target for each image that it holds. Files are called
    /// by their names, images in a kernel by its name and their architecture; a label that is taken gets a number.
    static func withImages(_ all: [Target]) throws(UsageError) -> ([Target], [FoundImage?]) {
        var targets: [Target] = []
        var images: [FoundImage?] = []
        for target in all {
            guard case .image(let path) = target.name else {
                targets.append(target)
                images.append(nil)
                continue
            }
            for found in try ImageFile(path: path).images() {
                var one = target
                let name = URL(fileURLWithPath: found.path).lastPathComponent
                let architecture = found.image.architecture ?? found.image.machineName
                one.label = found.isFile ? name : "\(name)-\(architecture)"
                targets.append(one)
                images.append(found)
            }
        }
        targets.makeLabelsUnique()
        return (targets, images)
    }
}

extension [Target] {
    fileprivate mutating func makeLabelsUnique() {
        var taken: Set<String> = []
        for index in indices {
            let label = self[index].label
            var number = 2
            while !taken.insert(self[index].label).inserted {
                self[index].label = "\(label)-\(number)"
                number += 1
            }
        }
    }
}
