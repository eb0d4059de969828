package contract

import _ "embed"

//go:embed baseline.json
var defaultBaseline []byte

// DefaultBaseline is the baseline that is committed beside this package. It is learnt from the recordings of the vendor's
// sandbox or, as long as there are none, from the published examples and the emulator; then it is weak.
func DefaultBaseline() (*Baseline, error) { return ParseBaseline(defaultBaseline) }
