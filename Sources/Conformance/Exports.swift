/// The checks of the dynamic symbols.
let exportChecks: [Check] = []
