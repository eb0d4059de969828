package editdistance

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"iban", "ban", 1}, {"tutarı", "tutari", 1},
	} {
		assert.Equal(t, tt.want, Of([]rune(tt.a), []rune(tt.b)), tt.a)
		assert.Equal(t, tt.want, Of([]rune(tt.b), []rune(tt.a)), tt.b)
	}
}
