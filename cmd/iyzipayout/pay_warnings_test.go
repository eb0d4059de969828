package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

const doubleLineHeader = "itemExternalId,recipientType,recipientInfo,recipientName,amount,currency,description\n"

// What is allowed and rarely meant is told before anything is sent, and nothing of it is personal data.
func TestPayWarnsOfDoubleLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ lines, want string }{
		"one recipient under two ids": {
			"A1,IBAN,TR160099900000001000000101,Ayse Demir,1250.50,TRY,maas\n\nA2,IBAN,TR160099900000001000000101,Ayse Demir,1250.50,TRY,maas\n",
			"lines 2, 4: the same recipient is paid the same amount under different ids"},
		"one IBAN under two names": {
			"A1,IBAN,TR160099900000001000000101,Ayse Demir,1250.50,TRY,maas\nA2,IBAN,TR160099900000001000000101,Mehmet Oz,1,TRY,maas\n",
			"lines 2, 3: one IBAN stands under different names"},
		"ids alike but for case": {
			"A1,IBAN,TR160099900000001000000101,Ayse Demir,1250.50,TRY,maas\na1,IBAN,TR050099900000001000000202,M Oz,1250.50,TRY,maas\n",
			"lines 2, 3: the ids are alike"},
		"ids alike but for zeros": {
			"001,IBAN,TR160099900000001000000101,Ayse Demir,1250.50,TRY,maas\n1,IBAN,TR050099900000001000000202,M Oz,1250.50,TRY,maas\n",
			"lines 2, 3: the ids are alike"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, file := emulator.Start(t), write(t, "p.csv", doubleLineHeader+c.lines)
			env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey}
			dry := command{args: []string{"pay", file, "--dry-run"}}.run(t)
			require.Equal(t, exitOK, dry.code, dry.err)
			no := command{args: []string{"pay", file, "--base-url", srv.URL()}, env: env, interactive: true, in: "n\n"}.run(t)
			require.Equal(t, exitInput, no.code)
			require.Contains(t, no.err, "There are warnings above. Pay ")
			require.Empty(t, srv.Ledger().Batches)
			yes := against(t, srv.URL(), t.TempDir(), file)
			require.Equal(t, exitOK, yes.code, yes.err)
			for _, got := range []result{dry, no, yes} {
				assert.Contains(t, got.err, "warning: "+file+": "+c.want)
				for _, marker := range []string{"TR16", "TR05", "Demir", "Mehmet"} {
					assert.NotContains(t, got.err, marker)
				}
			}
		})
	}
}

func TestPayWarnsInFewLines(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 60 {
		id := strings.Repeat("0", i%2) + string(rune('A'+i/2))
		lines.WriteString(id + ",MEMBER_ID,22288" + string(rune('0'+i%10)) + string(rune('0'+i/10)) + ",,1,x\n")
	}
	got := command{args: []string{"pay", write(t, "p.csv", header+lines.String()), "--dry-run"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	require.Equal(t, mostShown+1, strings.Count(got.err, "warning: "), got.err)
	require.Contains(t, got.err, "and at least 10 more like these")
}
