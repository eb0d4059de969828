package runner

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAlikePeriods(t *testing.T) {
	for _, alike := range [][2]string{
		{"2026-12", "2026/12"}, {"2026-12", "202612"}, {"2026-12", "12.2026"}, {"2026-12", "Aralık 2026"}, {"2026-12", "2026 ARALIK"}, {"2026-12", "december-2026"},
		{"2026-01", "2026-1"}, {"2026-01", "OCAK 2026"}, {"2026-11", "2O26-1l"}, {"2026-08", "agustos 2026"}, {"2026-12-31", "31.12.2026"}, {"2026-12-31", "20261231"},
		{"2026-W05", "2026-w5"}, {"Bonus 1", "bonus-01"},
	} {
		assert.True(t, alikePeriods(alike[0], alike[1]), alike)
		assert.True(t, alikePeriods(alike[1], alike[0]), alike)
	}
	for _, other := range [][2]string{
		{"2026-12", "2026-11"}, {"2026-12", "2027-12"}, {"2026-12", "2026-21"}, {"2026-01", "2026-10"}, {"2026-12", "2026-12-31"}, {"2026-12", "2026-12 bonus"},
		{"", "2026-12"}, {"", ""}, {"December", "january"}, {"2026-12", "2026-12 "}, {"December", "DECEMBER"}, {"W1", "W11"}, {"2026-W01", "2026-01"},
	} {
		assert.False(t, alikePeriods(other[0], other[1]), other)
	}
}
