package scenario_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

func TestScenariosAreWhole(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, s := range slices.Concat(scenario.All(), scenario.Documented()) {
		assert.Regexp(t, form, s.Name)
		assert.False(t, seen[s.Name], "%s is there twice", s.Name)
		seen[s.Name] = true
		assert.Regexp(t, `^[A-Z].*\.$`, s.About, s.Name)
		assert.NotNil(t, s.Run, s.Name)
		for _, k := range s.Known {
			assert.NotEmpty(t, k.Reason, "%s: %s", s.Name, k)
		}
	}
}

func finding(entry int, kind contract.Kind, severity contract.Severity) contract.Finding {
	return contract.Finding{Entry: entry, Direction: contract.InRequest, Kind: kind, Pointer: "/items", Severity: severity, Message: "is wrong"}
}

func TestExcuse(t *testing.T) {
	known := scenario.Known{Entry: 1, Direction: contract.InRequest, Kind: drift.Type, Pointer: "/items", Reason: "on purpose"}
	hit := finding(1, drift.Type, contract.Error)
	elsewhere := finding(0, drift.Type, contract.Error)
	other := finding(1, drift.Enum, contract.Error)
	answer := hit
	answer.Direction = contract.InResponse
	deeper := hit
	deeper.Pointer = "/items/0"

	unexpected, all, missing := scenario.Excuse([]contract.Finding{elsewhere, hit, other, answer, deeper}, []scenario.Known{known})
	excused := hit
	excused.Severity, excused.Message = contract.Warning, "is wrong (known: on purpose)"
	assert.Equal(t, []contract.Finding{excused}, all)
	assert.Equal(t, []contract.Finding{elsewhere, other, answer, deeper}, unexpected)
	assert.Empty(t, missing)
}

func TestExcuseTellsWhatIsOutOfDate(t *testing.T) {
	known := scenario.Known{Entry: 1, Direction: contract.InRequest, Kind: drift.Type, Pointer: "/items", Reason: "on purpose"}
	unexpected, all, missing := scenario.Excuse(nil, []scenario.Known{known})
	assert.Empty(t, unexpected)
	assert.Empty(t, all)
	assert.Equal(t, []scenario.Known{known}, missing)
	assert.Equal(t, "exchange 1, request /items: type", known.String())
}
