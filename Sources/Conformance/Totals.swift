extension Sequence {
    /// The sum of a counter, which stays at the greatest number there is: a report of other people's may say anything.
    func total(_ counter: (Element) -> UInt64) -> UInt64 {
        reduce(0) { sum, element in
            let (total, overflow) = sum.addingReportingOverflow(counter(element))
            return overflow ? .max : total
        }
    }
}
