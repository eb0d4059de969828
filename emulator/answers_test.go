package emulator_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// The answers of a whole conversation, byte for byte: testdata/NAME.golden. go test -run Golden -update writes them anew.
func TestGoldenAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	update := flag.Lookup("update").Value.String() == "true"
	tests := map[string][]emulator.Option{
		"default": nil,
		"other-forms": {
			emulator.Behaviour{
				NestedPaging: true, NoEmptyInvalidItems: true, NoItemRequestID: true, NumericBalance: true, JavaMembers: true,
				Balance: money.MustParse("1000"), Commission: money.MustParse("0"),
			},
		},
	}
	for name, opts := range tests {
		t.Run(name, func(t *testing.T) {
			got := conversation(w.service(t, opts...))
			file := filepath.Join("testdata", name+".golden")
			if update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

// conversation makes every operation answer with success and with failure, in both languages.
func conversation(s *service) string {
	var b strings.Builder
	note := func(what string, r reply) {
		fmt.Fprintf(&b, "%s\n%d %s\n\n", what, r.status, r.text)
	}
	call := func(method, target, body string) {
		note(method+" "+target, s.call(method, target, body))
	}
	call(http.MethodPost, initPath+"?locale=en", initBody("all-good", item("1", "pay <b>&</b> ğüşıöç")))
	call(http.MethodPost, initPath+"?locale=tr", initBody("mixed", item("1", "pay"), item("2", emulator.MarkRefuse), item("3", emulator.MarkBankFail),
		with(item("4", ""), "amount", amount("1E+2", "TRY"))))
	mixed := s.emu.Ledger().Batches[1]
	const retrieve = `{"externalMassPayoutId":"mixed","page":0,"size":4}`
	call(http.MethodPost, retrievePath+"?locale=en", retrieve)
	call(http.MethodPost, authPath+"?locale=tr", fmt.Sprintf(`{"requestId":%q,"conversationId":"not in the document"}`, mixed.RequestID))
	s.emu.Advance(3 * step)
	call(http.MethodPost, retrievePath+"?locale=tr", retrieve)
	call(http.MethodGet, itemPath+mixed.Lines[2].ReferenceCode+"?locale=en", "")
	call(http.MethodGet, balancePath+"?locale=en", "")
	call(http.MethodPost, cancelPath+s.emu.Ledger().Batches[0].RequestID+"?locale=tr", "")
	call(http.MethodPost, retrievePath+"?locale=en", `{"externalMassPayoutId":"all-good","page":0,"size":1,"itemType":"VALID"}`)
	call(http.MethodPost, initPath+"?locale=en", `{"conversationId":"c"}`)
	call(http.MethodPost, authPath+"?locale=tr", fmt.Sprintf(`{"requestId":%q}`, mixed.RequestID))
	call(http.MethodGet, "/unknown", "")
	note("unsigned", s.send(s.request(http.MethodGet, balancePath+"?locale=tr", "")))
	return b.String()
}

func TestCompletedDate(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{JavaMembers: true}, emulator.WithPace(emulator.Pace{Between: step}))
	id := s.init("x", item("1", "pay"), item("2", "pay"))
	date := func() any {
		r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1}`, id))
		return r.body["massPayout"].(map[string]any)["completedDate"]
	}
	assert.Nil(t, date())
	s.mustAuth(id)
	assert.Nil(t, date(), "one of two is paid")
	s.emu.Advance(step)
	assert.Equal(t, "2026-06-01 09:00:01", date())
	s.emu.Advance(step)
	assert.Equal(t, "2026-06-01 09:00:01", date(), "when it happened, not when it was asked for")
}

// The published example of a retrieve, and the shape of the emulator's answer to it, have the same members.
func TestMembersOfThePublishedExample(t *testing.T) {
	t.Parallel()
	var published map[string]any
	data, err := os.ReadFile(filepath.Join("testdata", "published-retrieve.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &published))
	s := newService(t, emulator.Behaviour{NoItemRequestID: true})
	s.init("massPayoutId-323", item("ext-0077", "Payment for services"), item("ext-0099", "Payment for services"))
	got := s.post(retrievePath, `{"externalMassPayoutId":"massPayoutId-323","page":0,"size":40}`)
	published["locale"] = "en" // in the schema, not in the example
	assert.ElementsMatch(t, members("", published), members("", got.body))
}

// members lists the ways to all values.
func members(at string, value any) []string {
	switch v := value.(type) {
	case map[string]any:
		var all []string
		for name, each := range v {
			all = append(all, members(at+"/"+name, each)...)
		}
		return all
	case []any:
		all := []string{at + "[]"}
		for i, each := range v {
			all = append(all, members(fmt.Sprintf("%s/%d", at, i), each)...)
		}
		return all
	}
	return []string{at}
}
