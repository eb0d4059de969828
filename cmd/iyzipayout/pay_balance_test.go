package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// Where the balance is too small nobody is paid, and why is said while it waits. Topped up, the same command pays everybody, once.
func TestBalanceTooSmall(t *testing.T) {
	t.Parallel()
	const (
		waits = "waits: the balance (where it reads IYZICO_…, iyzico's own) does not cover it ("
		held  = "begun and not authorised: 3 lines. When what stood in the way is mended"
	)
	for name, c := range map[string]struct {
		shortage    string
		args        []string
		code, after int
		says        string
	}{
		"iyzico goes on":       {shortage: "wait", code: exitUnknown, after: exitOK, says: waits + "INSUFFICIENT_BALANCE)"},
		"iyzico does not":      {shortage: "merchant", code: exitUnknown, after: exitUnknown, says: waits + "INSUFFICIENT_BALANCE)"},
		"iyzico's own":         {shortage: "iyzico", code: exitUnknown, after: exitUnknown, says: waits + "IYZICO_INSUFFICIENT_BALANCE)"},
		"auth is refused":      {shortage: "refuse", args: []string{"--resend-after", "100ms"}, code: exitNo, after: exitOK, says: held},
		"looked at beforehand": {shortage: "wait", args: []string{"--check-balance"}, code: exitNo, after: exitOK, says: held},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := emulator.Start(t, emulator.Behaviour{Balance: money.MustParse("2"), Shortage: c.shortage})
			o := office{t, srv, t.TempDir()}
			args := append([]string{"pay", write(t, "p.csv", firstFile), "--second-look", "0", "--wait", "1s"}, c.args...)
			paid := func() (lines, payments int) {
				for _, b := range srv.Ledger().Batches {
					for _, line := range b.Lines {
						lines, payments = lines+1, payments+line.Paid
					}
				}
				return lines, payments
			}
			for range 2 {
				got := o.code(c.code, args...)
				require.Equal(t, 1, strings.Count(got.err, c.says), got.err)
				require.NotContains(t, got.err, "money is not known to be back")
				lines, payments := paid()
				require.Equal(t, []int{3, 0}, []int{lines, payments})
			}
			srv.TopUp(money.MustParse("1000"))
			for range 2 {
				o.code(c.after, args...)
			}
			lines, payments := paid()
			require.Equal(t, 3, lines)
			if c.after == exitOK {
				require.Equal(t, 3, payments)
			} else {
				require.Zero(t, payments)
			}
		})
	}
}
