package runner

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// alikePeriods reports whether two periods that are not the same are two ways to write one: 2026/12, 202612, 12.2026 and Aralık 2026 for
// 2026-12, 2026-1 for 2026-01, and 2O26-1l, whose letters look like digits, for 2026-11.
func alikePeriods(a, b string) bool {
	return a != "" && b != "" && samePeriod(a) != samePeriod(b) && slices.Equal(periodParts(a), periodParts(b))
}

// periodParts are the words and numbers of a period, a year before its month.
func periodParts(period string) []string {
	var parts []string
	for word := range strings.FieldsFuncSeq(samePeriod(norm.NFKC.String(period)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		word = monthNumber(word)
		if strings.ContainsAny(word, "0123456789") {
			if digits := strings.NewReplacer("l", "1", "i", "1", "o", "0").Replace(word); strings.Trim(digits, "0123456789") == "" {
				word = digits
			}
		}
		if len(word) > 4 && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20")) && strings.Trim(word, "0123456789") == "" { // 202612, 20261231
			parts = append(parts, word[:4])
			for word = word[4:]; len(word) > 2; word = word[2:] {
				parts = append(parts, zeros().ReplaceAllString(word[:2], "$1$2"))
			}
		}
		parts = append(parts, zeros().ReplaceAllString(word, "$1$2"))
	}
	if len(parts) > 1 && len(parts[0]) < 3 && len(parts[len(parts)-1]) == 4 {
		slices.Reverse(parts) // 12.2026, 31.12.2026
	}
	return parts
}

// zeros stand before a number.
var zeros = lazyregexp.New(`(^|\pL)0+([0-9])`)

// monthNumber is the number of a month that is named in Turkish or English, as samePeriod writes it; anything else stays as it is.
func monthNumber(word string) string {
	for _, names := range []string{
		"ocak şubat mart nisan mayis haziran temmuz ağustos eylül ekim kasim aralik", "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
		"january february march april may june july august september october november december",
	} {
		if i := slices.Index(strings.Fields(names), word); i >= 0 {
			return strconv.Itoa(i + 1)
		}
	}
	return word
}
