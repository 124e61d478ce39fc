/// The checks of the image's form.
let imageChecks: [Check] = []
