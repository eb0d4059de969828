package vcr

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/spec"
)

func documentMembers(t testing.TB) members {
	doc, err := spec.Document()
	require.NoError(t, err)
	return newMembers(doc)
}

// Nobody's data, but none of it is published or fake.
const (
	markerIBAN     = "TR330006100519786457841326"
	markerIdentity = "10000000146"
	markerPhone    = "+905321234567"
	markerName     = "Işık Marker"
)

func TestMaskedBodies(t *testing.T) {
	t.Parallel()
	m := documentMembers(t)
	tests := []struct{ name, body, want string }{
		{"published values stay",
			`{"recipientInfo":"TR920086402100005482986178","recipientName":"John Doe","amount":{"value":100.50}}`,
			`{"recipientInfo":"TR920086402100005482986178","recipientName":"John Doe","amount":{"value":100.50}}`},
		{"an IBAN and its holder", `{"recipientType":"IBAN","recipientInfo":"` + markerIBAN + `","recipientName":"` + markerName + `"}`,
			`{"recipientType":"IBAN","recipientInfo":"TR809999900000000000000001","recipientName":"masked text 1"}`},
		{"an IBAN that fails its check", `{"recipientInfo":"TR340006100519786457841326"}`, `{"recipientInfo":"TR819999900000000000000001"}`},
		{"a foreign IBAN", `{"recipientInfo":"GB82WEST12345698765432"}`, `{"recipientInfo":"GB21XXXX99999000000001"}`},
		{"a phone number", `{"recipientType":"PHONE","recipientInfo":"` + markerPhone + `"}`, `{"recipientType":"PHONE","recipientInfo":"+905000000001"}`},
		{"an identity number", `{"recipientType":"IDENTITY_NUMBER","recipientInfo":"` + markerIdentity + `"}`,
			`{"recipientType":"IDENTITY_NUMBER","recipientInfo":"99900000142"}`},
		{"one that fails its check", `{"recipientType":"IDENTITY_NUMBER","recipientInfo":"10000000147"}`,
			`{"recipientType":"IDENTITY_NUMBER","recipientInfo":"99900000143"}`},
		{"one of ten digits", `{"recipientType":"IDENTITY_NUMBER","recipientInfo":"5000000014"}`, `{"recipientType":"IDENTITY_NUMBER","recipientInfo":"9990000001"}`},
		{"a member", `{"recipientType":"MEMBER_ID","recipientInfo":"1234567"}`, `{"recipientType":"MEMBER_ID","recipientInfo":"99800001"}`},
		{"a member with the digits of an identity number", `{"recipientType":"MEMBER_ID","recipientInfo":"` + markerIdentity + `"}`,
			`{"recipientType":"MEMBER_ID","recipientInfo":"998000000001"}`},
		{"no identifier at all", `{"recipientInfo":"nobody"}`, `{"recipientInfo":"masked text 1"}`},
		{"the same twice, two in all",
			`{"items":[{"recipientInfo":"` + markerIBAN + `"},{"recipientInfo":"tr33 0006 1005 1978 6457 8413 26"},{"recipientInfo":"DE02120300000000202051"}]}`,
			`{"items":[{"recipientInfo":"TR809999900000000000000001"},{"recipientInfo":"TR809999900000000000000001"},{"recipientInfo":"DE21999990000000000002"}]}`},
		{"a name in a text before it", `{"errorMessage":"for IŞIK MARKER and işık marker","recipientName":"` + markerName + `"}`,
			`{"errorMessage":"for masked text 1 and masked text 1","recipientName":"masked text 1"}`},
		{"identifiers in a text", `{"errorMessage":"IBAN TR33 0006 1005 1978 6457 8413 26, 0532 123 45 67, ` + markerIdentity + `, a.b@marker.com.tr"}`,
			`{"errorMessage":"IBAN TR809999900000000000000001, +905000000001, 99900000142, masked-1@example.invalid"}`},
		{"a key in a text", `{"errorMessage":"no sandbox-MarkerKey here"}`, `{"errorMessage":"no masked-key here"}`},
		{"ids, words, dates, amounts and times stay",
			`{"requestId":"12345678901234","status":"failure","errorCode":"100001234567","receivedDate":"2026-01-01 09:00:00","balance":"25399393123456.5","systemTime":1767258000000,"conversationId":"55555555555"}`,
			`{"requestId":"12345678901234","status":"failure","errorCode":"100001234567","receivedDate":"2026-01-01 09:00:00","balance":"25399393123456.5","systemTime":1767258000000,"conversationId":"55555555555"}`},
		{"an id in a text stays", `{"requestId":"12345678901234","errorMessage":"no 12345678901234"}`, `{"requestId":"12345678901234","errorMessage":"no 12345678901234"}`},
		{"the merchant", `{"massPayout":{"merchantId":3404915,"totalAmount":201.00}}`, `{"massPayout":{"merchantId":99800001,"totalAmount":201.00}}`},
		{"undocumented members", `{"holder":"Ayşe Marker","state":"NEW_WORD","token":null,"when":"2026-01-01T09:00:00Z","number":123456789,"small":12}`,
			`{"holder":"masked text 1","state":"NEW_WORD","token":null,"when":"2026-01-01T09:00:00Z","number":998000001,"small":12}`},
		{"lists", `{"errorMessages":["` + markerIBAN + `",["` + markerIBAN + `"]]}`, `{"errorMessages":["TR809999900000000000000001",["TR809999900000000000000001"]]}`},
		{"what changes nothing keeps its bytes", `{ "page" : 1e0,  "errorMessage":"\u00e7" }`, `{ "page" : 1e0,  "errorMessage":"\u00e7" }`},
		{"what a line is for", `{"description":"Severance of MARKER"}`, `{"description":"masked text 1"}`},
		{"a name as a number", `{"recipientName":1234567890123}`, `{"recipientName":9980000000001}`},
		{"the first of a member that comes twice", `{"recipientName":"Marker","recipientName":"Other"}`, `{"recipientName":"masked text 2","recipientName":"masked text 1"}`},
		{"no JSON", `<html>` + markerIBAN + ` ` + markerPhone + `</html>`, `<html>TR809999900000000000000001 +905000000001</html>`},
		{"cut off", `{"recipientInfo":"` + markerIBAN + `"`, `{"recipientInfo":"TR809999900000000000000001"`},
		{"more behind it", `{} ` + markerIBAN, `{} TR809999900000000000000001`},
		{"nothing", ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			masked := string(newMasker(m).body([]byte(tt.body)))
			assert.Equal(t, tt.want, masked)
			assert.Equal(t, masked, string(newMasker(m).body([]byte(masked))), "masking once more changes nothing")
		})
	}
}

// TestFakesDoNotHangOnTheOrderOfMembers, which a client may change.
func TestFakesDoNotHangOnTheOrderOfMembers(t *testing.T) {
	t.Parallel()
	m := documentMembers(t)
	one, two := `{"recipientInfo":"`+markerIBAN+`"}`, `{"recipientInfo":"DE02120300000000202051"}`
	for range 20 { // a map has another order each time
		assert.Equal(t, `{"a":{"recipientInfo":"TR809999900000000000000001"},"b":{"recipientInfo":"DE21999990000000000002"}}`,
			string(newMasker(m).body([]byte(`{"a":`+one+`,"b":`+two+`}`))))
		assert.Equal(t, `{"b":{"recipientInfo":"DE21999990000000000002"},"a":{"recipientInfo":"TR809999900000000000000001"}}`,
			string(newMasker(m).body([]byte(`{"b":`+two+`,"a":`+one+`}`))))
	}
}

// anyBody is a message with recipients of all kinds, some of them several times.
func anyBody() *rapid.Generator[[]byte] {
	account := rapid.Custom(func(t *rapid.T) string {
		account := rapid.StringMatching(`[0-9]{22}`).Draw(t, "account")
		return fmt.Sprintf("TR%02d%s", 98-mod97(account+"TR00"), account)
	})
	recipient := rapid.Custom(func(t *rapid.T) map[string]any {
		kinds := []string{"IBAN", "PHONE", "IDENTITY_NUMBER", "MEMBER_ID", "OTHER"}
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		info := map[string]*rapid.Generator[string]{
			"IBAN": account, "PHONE": rapid.StringMatching(`\+905[0-9]{9}`), "MEMBER_ID": rapid.StringMatching(`[0-9]{4,12}`),
			"IDENTITY_NUMBER": rapid.StringMatching(`[1-9][0-9]{9,10}`), "OTHER": rapid.String(),
		}[kind].Draw(t, "info")
		return map[string]any{
			"recipientType": kind, "recipientInfo": info, "recipientName": rapid.StringMatching(`[A-ZÇŞ][a-zı]{3,8} [A-Z][a-zğ]{4,9}`).Draw(t, "name"),
		}
	})
	return rapid.Custom(func(t *rapid.T) []byte {
		pool := rapid.SliceOfN(recipient, 1, 6).Draw(t, "pool")
		items := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 8).Draw(t, "items")
		body, err := json.Marshal(map[string]any{"items": items, "externalId": "batch-1"})
		if err != nil {
			t.Fatal(err)
		}
		return body
	})
}

type person struct{ RecipientInfo, RecipientName, RecipientType string }

func peopleOf(t rapid.TB, body []byte) []person {
	var message struct{ Items []person }
	require.NoError(t, json.Unmarshal(body, &message))
	return message.Items
}

func TestMaskingIsConsistentAndRepeatable(t *testing.T) {
	t.Parallel()
	m := documentMembers(t)
	rapid.Check(t, func(t *rapid.T) {
		body := anyBody().Draw(t, "body")
		masked := newMasker(m).body(body)
		assert.Equal(t, string(masked), string(newMasker(m).body(masked)), "idempotent")
		before, after := peopleOf(t, body), peopleOf(t, masked)
		fakes, values := map[string]string{}, map[string]string{}
		for i := range before {
			value, f := normal(before[i].RecipientInfo), after[i].RecipientInfo
			if value == "" {
				assert.Equal(t, before[i].RecipientInfo, f, "blanks are nobody's, and stay as they are")
				continue
			}
			if known, ok := fakes[value]; ok {
				assert.Equal(t, known, f, "the same value has the same fake")
			}
			if known, ok := values[f]; ok {
				assert.Equal(t, known, value, "two values have two fakes")
			}
			assert.NotEqual(t, before[i].RecipientName, after[i].RecipientName)
			fakes[value], values[f] = f, value
			sameForm(t, before[i], after[i])
		}
	})
}

// sameForm: what package payout takes before, it takes after, and the reverse.
func sameForm(t rapid.TB, before, after person) {
	takes := func(p person) bool {
		var err error
		switch p.RecipientType {
		case "IBAN":
			_, err = payout.IBAN(p.RecipientInfo, "Somebody")
		case "PHONE":
			_, err = payout.Phone(p.RecipientInfo)
		case "IDENTITY_NUMBER":
			_, err = payout.IdentityNumber(p.RecipientInfo)
		case "MEMBER_ID":
			_, err = payout.MemberID(p.RecipientInfo)
		}
		return err == nil
	}
	assert.Equal(t, takes(before), takes(after), "%s becomes %s", before.RecipientInfo, after.RecipientInfo)
}

// TestReplayFindsTheSameFakes: a conversation is masked when it is recorded; on replay the requests are masked again, while
// the answers are those of the cassette.
func TestReplayFindsTheSameFakes(t *testing.T) {
	t.Parallel()
	m := documentMembers(t)
	rapid.Check(t, func(t *rapid.T) {
		conversation := rapid.SliceOfN(anyBody(), 2, 8).Draw(t, "requests and answers, by turns")
		recorder := newMasker(m)
		var tape [][]byte
		for _, body := range conversation {
			tape = append(tape, recorder.body(body))
		}
		player := newMasker(m)
		seen := map[string]bool{}
		for i, body := range conversation {
			isRequest := i%2 == 0
			if isRequest && !namesWhatOnlyAnAnswerNamed(seen, body) {
				assert.Equal(t, string(tape[i]), string(player.body(body)), "request %d", i)
			}
			if isRequest {
				for _, p := range peopleOf(t, body) {
					seen["sent "+normal(p.RecipientInfo)], seen["sent "+p.RecipientName] = true, true
				}
			} else {
				for _, p := range peopleOf(t, body) {
					seen["answered "+normal(p.RecipientInfo)], seen["answered "+p.RecipientName] = true, true
				}
			}
			player.keep(tape[i])
		}
	})
}

// namesWhatOnlyAnAnswerNamed: a client that sends by itself what it had first learnt from an answer is out of luck: on replay it
// learns the fake.
func namesWhatOnlyAnAnswerNamed(seen map[string]bool, body []byte) bool {
	var message struct{ Items []person }
	if json.Unmarshal(body, &message) != nil {
		return true
	}
	for _, p := range message.Items {
		for _, value := range []string{normal(p.RecipientInfo), p.RecipientName} {
			if seen["answered "+value] && !seen["sent "+value] {
				return true
			}
		}
	}
	return false
}

func TestMaskingLeavesNothing(t *testing.T) {
	t.Parallel()
	m := documentMembers(t)
	rapid.Check(t, func(t *rapid.T) {
		wrap := rapid.SampledFrom([]string{
			`{"recipientInfo":%q}`, `{"description":%q}`, `{"errorMessage":"an error: %s!"}`, `{"errorMessages":[%q]}`, `{"new":{"member":%q}}`, `<p>%s</p>`,
			`{"recipientInfo":%q,"description":"x"} trailing`,
		}).Draw(t, "place")
		marker := rapid.SampledFrom([]string{markerIBAN, markerIdentity, markerPhone}).Draw(t, "marker")
		masked := string(newMasker(m).body([]byte(fmt.Sprintf(wrap, marker))))
		assert.NotContains(t, masked, strings.TrimPrefix(marker, "+90"))
		assert.Empty(t, Leaks([]byte(masked)))
	})
}

func FuzzMaskBody(f *testing.F) {
	for _, seed := range []string{
		`{"recipientInfo":"TR330006100519786457841326","recipientName":"A B"}`, `[1,"x",{"a":[]}]`, `{"a":1,"a":2}`, `"\ud800"`, "\xff", `{}{}`, ``,
		`{"recipientType":7,"recipientInfo":"5"}`,
	} {
		f.Add([]byte(seed))
	}
	m := documentMembers(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		masked := newMasker(m).body(body)
		if json.Valid(body) {
			assert.True(t, json.Valid(masked))
		}
		newMasker(m).keep(body)
	})
}

func BenchmarkMaskBody(b *testing.B) {
	m := documentMembers(b)
	item := `{"recipientType":"IBAN","recipientInfo":"` + markerIBAN + `","recipientName":"` + markerName + `","description":"Payment for services"}`
	body := []byte(`{"items":[` + strings.Repeat(item+",", 99) + item + `]}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		newMasker(m).body(body)
	}
}
