package scenario

import "slices"

// All lists the scenarios. The order is that of the files, by theme, and means nothing else: each stands alone.
func All() []Scenario {
	return slices.Concat(
		inits(), refusedLines(), repeatedInits(),
		auths(), shortages(), cancels(),
		retrieves(), pages(), items(), balances(),
		statuses(), locales(),
		keyFailures(), addressFailures(), requestFailures(), closedFailures(),
	)
}

// NeedsEmulator reports whether a scenario cannot run against the vendor.
func (s Scenario) NeedsEmulator() bool { return s.EmulatorOnly || len(s.Emulator) > 0 }
