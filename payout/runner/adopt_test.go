package runner

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Only what is certainly somebody else stops a payout: the service may mask, group or shorten what it shows.
func TestOtherRecipient(t *testing.T) {
	iban, err := payout.IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
	require.NoError(t, err)
	phone, err := payout.Phone("+905456856931")
	require.NoError(t, err)
	member, err := payout.MemberID("2228853")
	require.NoError(t, err)
	for shown, c := range map[string]struct {
		sent  payout.Recipient
		other bool
	}{
		"":                                 {iban, false},
		"TR92 **** **** 6178":              {iban, false},
		"tr92 0086 4021 0000 5482 9861 78": {iban, false},
		"TR160099900000001000000101":       {iban, true},
		"0545 685 69 31":                   {phone, false},
		"5456856931":                       {phone, false},
		"00905456856931":                   {phone, false},
		"+905456856932":                    {phone, true},
		"2228853":                          {member, false},
		"XXXX853":                          {member, false},
		"992228853":                        {member, true},
	} {
		assert.Equal(t, c.other, otherRecipient(shown, c.sent), shown)
	}
}
