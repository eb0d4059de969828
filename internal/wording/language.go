package wording

import (
	"slices"
	"strings"
)

// Language tells Turkish ("tr") from English ("en") by letters and little words; "" where a text is too short.
func Language(text string) string {
	lower := strings.ToLower(text)
	tr, en := 0, 0
	for _, w := range word.FindAllString(lower, -1) {
		switch {
		case strings.ContainsAny(w, "ığşçöü"), slices.Contains([]string{"ve", "bir", "bu", "için", "ile", "veya", "olarak", "ise", "olan", "kodu", "bilgisi", "tutar", "numarası"}, w):
			tr++
		case slices.Contains([]string{"the", "of", "and", "is", "to", "for", "in", "or", "a", "an", "from", "with", "be", "per", "has", "been", "by", "was"}, w):
			en++
		}
	}
	switch {
	case tr > en:
		return "tr"
	case en > tr:
		return "en"
	}
	return ""
}
