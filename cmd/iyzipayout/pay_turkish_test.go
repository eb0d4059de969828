package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// inTurkish runs commands of one office in Turkish.
func (o office) inTurkish(want int, args ...string) result {
	o.Helper()
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey, "XDG_STATE_HOME": o.state, "LANG": "tr_TR.UTF-8"}
	args = append(args, "--base-url", o.srv.URL())
	if args[0] == "pay" || args[0] == "prepare" || args[0] == "release" {
		args = append(args, "--yes", "--second-look", "0")
	}
	got := command{args: args, env: env}.run(o.T)
	require.Equal(o, want, got.code, "%s%s", got.out, got.err)
	return got
}

// Somebody who knows no English pays, learns what is wrong, and pays the rest.
func TestPayInTurkish(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	file := write(t, "maas.csv", ownColumns)
	wrong := write(t, "wrong.csv", "Sicil No;Ad Soyad;IBAN;Tutar;Açıklama\n1;Ayşe Yılmaz;TR92 0086 4021 0000 5482 9861 79;1,5;x\n2;;TR92 0086 4021 0000 5482 9861 78;-5;Ay?e\n")
	twice := write(t, "twice.csv", ownColumns+"100;Ali Kaya;TR92 0086 4021 0000 5482 9861 78;1.250,50;x;Depo\n")
	english := regexp.MustCompile(`(?i)\b(the|is|are|was|not|nothing|nobody|line|lines|paid|sent|must|waits|held|read|known|with|has)\b`)
	steps := []struct {
		code int
		args []string
		want []string
	}{
		{exitOK, []string{"pay", file, "--dry-run"}, []string{"48.750,00 TRY", "deneme: hiçbir şey gönderilmedi", "IBAN: 2/2 satır, 50.000,50 TRY", "aynı IBAN farklı adlarla geçiyor"}},
		{exitInput, []string{"pay", wrong}, []string{"kullanılamıyor: 4 sorun", "kontrol basamakları tutmuyor", "0'dan büyük olmalı", "hesap sahibinin adı gerekir", "hiçbir şey gönderilmedi"}},
		{exitInput, []string{"pay", twice}, []string{"aynısı başka bir yerde de var (2. satır)", "5. satır"}},
		{exitInput, []string{"release", file}, []string{"bu işlem günlüğü onu tanımıyor", "hiçbir şey göndermedi"}},
		{exitNo, []string{"prepare", file}, []string{"onay bekliyor: 1 satır, 48.750,00 TRY", "reddedildi, ödenmeyecek: 1 satır", "birisi onaylamadan kimseye ödeme yapılmaz"}},
		{exitInput, []string{"resume", file, "--yes"}, []string{"hazırlandı, onay bekliyor"}},
		{exitOK, []string{"list"}, []string{"onay bekliyor", "50.000,50 TRY", "AŞAMA", "DÖNEM"}},
		{exitNo, []string{"release", file}, []string{"ödendi: 1/2 satır, 48.750,00 TRY", "ödenmedi: 1/2 satır, 1.250,50 TRY"}},
		{exitNo, []string{"pay", file}, []string{"daha önce ödendi", "bu kez hiçbir şey gönderilmedi", "dönemi belirtin", "ödenmedi ve başka bir ödemeyle ödenebilir: 1 satır"}},
		{exitInput, []string{"cancel", file, "--yes"}, []string{"onaylandı"}},
		{exitNo, []string{"pay", file, "--output", "csv"}, []string{"satır;kalem numarası;", ";48750,00;TRY;ödendi;", ";ödenmedi;"}},
	}
	for _, step := range steps {
		got := o.inTurkish(step.code, step.args...)
		all := got.out + got.err
		for _, want := range step.want {
			assert.Contains(t, all, want, "%v", step.args)
		}
		for line := range strings.Lines(all) {
			if !strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "  iyzipayout ") {
				assert.Empty(t, english.FindString(line), "%v: %s", step.args, line)
			}
		}
	}
	require.Equal(t, 1, o.paid())

	// Programs read the same in every language.
	got := o.inTurkish(exitNo, "pay", file, "--output", "json")
	r := requireResult(t, resultSchema(t), got.out)
	require.Equal(t, "not paid", r.Batches[0].Lines[1].State)
	require.Equal(t, "48750.00", r.Batches[0].Lines[0].Amount)
}

// The answer to a question is the language's own, or English.
func TestAnswersInTurkish(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey, "LC_ALL": "tr_TR.UTF-8", "LANG": "en_US.UTF-8"}
	file := write(t, "maas.csv", header+paidLine)
	args := []string{"pay", file, "--base-url", srv.URL(), "--second-look", "0"}
	for _, answer := range []string{"h\n", "n\n", "\n", "hayır\n"} {
		got := command{args: args, env: env, interactive: true, in: answer}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, "ödensin mi? [e/H]")
		require.Empty(t, srv.Ledger().Batches)
	}
	got := command{args: args, env: env, interactive: true, in: "evet\n"}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	got = command{args: append(args, "--lang", "en"), env: keys(), interactive: true, in: "evet\n"}.run(t)
	require.Equal(t, exitInput, got.code, "no answer in English")
	require.Contains(t, got.err, "[y/N]")
	got = command{args: append(args, "--lang", "de"), env: env}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "--lang de: must be tr or en")
}
