package scenario

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Known is a drift that is expected, with the reason: a request that is wrong on purpose, or a published example that
// contradicts the schema. The document stays right; the finding counts as a warning.
type Known struct {
	Entry     int                `yaml:"entry"` // of the exchange, counted from 0
	Direction contract.Direction `yaml:"direction"`
	Kind      contract.Kind      `yaml:"kind"`
	Pointer   string             `yaml:"pointer"`
	Reason    string             `yaml:"reason"`
}

func (k Known) String() string {
	return fmt.Sprintf("exchange %d, %s %s: %s", k.Entry, k.Direction, k.Pointer, k.Kind)
}

func (k Known) is(f contract.Finding) bool {
	return k.Entry == f.Entry && k.Direction == f.Direction && k.Kind == f.Kind && k.Pointer == f.Pointer
}

// Excuse tells the findings that nobody expects from those that are known, which become warnings whose message names the reason.
// What it returns as missing are known drifts that no finding bears out any more: the list that holds them is out of date.
func Excuse(findings []contract.Finding, known []Known) (unexpected, excused []contract.Finding, missing []Known) {
	met := make([]bool, len(known))
	for _, f := range findings {
		i := 0
		for i < len(known) && (!known[i].is(f) || met[i] && f.Severity != contract.Error) {
			i++
		}
		if i == len(known) {
			unexpected = append(unexpected, f)
			continue
		}
		met[i] = true
		f.Severity, f.Message = contract.Warning, f.Message+" (known: "+known[i].Reason+")"
		excused = append(excused, f)
	}
	for i, k := range known {
		if !met[i] {
			missing = append(missing, k)
		}
	}
	return unexpected, excused, missing
}

// inRequest is a drift of a request that is wrong on purpose.
func inRequest(entry int, kind contract.Kind, pointer string) Known {
	return Known{Entry: entry, Direction: contract.InRequest, Kind: kind, Pointer: pointer, Reason: "sent wrong on purpose"}
}
