package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// told is one exchange of a flow made of the published samples: four lines are sent, the last is refused, and the list of the others is
// read in two pages.
type told struct{ method, path, request, response string }

const (
	sampleID   = "179cdefc1-3ce6-4f51-bd09-c050274bd664"
	sampleLine = `{"itemExternalId":"ext-65656","referenceCode":"b9a2f39c","recipientType":"IBAN","recipientInfo":"TR920086402100005482986178","recipientName":"Çağrı Ünlü","description":"Ücret","itemStatus":"SUCCESS","errorMessages":[],"totalAmount":100.00,"commissionAmount":20.00000000,"currencyCode":"TRY","massPayoutRequestId":"` + sampleID + `"}`
	sampleHead = `"status":"success","locale":"en",`
)

func sampleFlow() []told {
	const whole = `"massPayout":{"externalId":"massPayoutId-323","merchantId":1,"totalAmount":28100.00,"totalSuccessfulAmount":100,"massPayoutStatus":"COMPLETED","totalCommissionAmount":60,"currency":"TRY","receivedDate":"2025-09-30 11:32:50","completedDate":"2025-09-30 11:40:00"},`
	line := func(id, kind, info, amount, status string) string {
		return fmt.Sprintf(`{"itemExternalId":"ext-%s","referenceCode":"RC-%s","recipientType":"%s","recipientInfo":"%s","description":"Payment","itemStatus":"%s","totalAmount":%s,"commissionAmount":20,"currencyCode":"TRY","massPayoutRequestId":"%s"}`, id, id, kind, info, status, amount, sampleID)
	}
	sent := func(id, kind, info, amount string) string {
		return fmt.Sprintf(`{"itemExternalId":"ext-%s","recipientType":"%s","recipientInfo":"%s","amount":{"value":%s,"currency":"TRY"},"description":"Payment"}`, id, kind, info, amount)
	}
	page := func(kind string, number int) (request string) {
		return fmt.Sprintf(`{"requestId":"%s","itemType":"%s","page":%d,"size":2}`, sampleID, kind, number)
	}
	const retrieve = "/v1/mass/payout/retrieve"
	return []told{
		{"POST", "/v1/mass/payout/init", `{"externalId":"massPayoutId-323","conversationId":"c-1","purpose":"SALARY","items":[` +
			`{"itemExternalId":"ext-65656","recipientType":"IBAN","recipientInfo":"TR920086402100005482986178","recipientName":"Çağrı Ünlü","amount":{"value":100,"currency":"TRY"},"description":"Ücret"},` +
			sent("9545455", "MEMBER_ID", "2228853", "8000") + "," + sent("545454542", "IDENTITY_NUMBER", "53857708216", "20000") + "," + sent("50070945", "PHONE", "+905456856931", "7000") + `]}`,
			`{` + sampleHead + `"systemTime":1759231970716,"conversationId":"c-1","requestId":"` + sampleID + `","invalidItems":[{"externalId":"ext-50070945","errorCode":"1","errorMessage":"no"}]}`},
		{"POST", "/v1/mass/payout/auth", `{"requestId":"` + sampleID + `"}`, `{` + sampleHead + `"systemTime":1759231971000}`},
		{"POST", retrieve, page("VALID", 0), `{` + sampleHead + `"systemTime":1759231972000,` + whole + `"massPayoutItems":{"items":[` + sampleLine + "," + line("9545455", "MEMBER_ID", "2228853", "8000", "FAILED") + `]},"page":0,"size":2,"total":3}`},
		{"POST", retrieve, page("VALID", 1), `{` + sampleHead + `"systemTime":1759231973000,` + whole + `"massPayoutItems":{"items":[` + line("545454542", "IDENTITY_NUMBER", "53857708216", "20000", "FAILED") + `]},"page":1,"size":2,"total":3}`},
		{"POST", retrieve, page("INVALID", 0), `{` + sampleHead + `"systemTime":1759231974000,` + whole + `"massPayoutItems":{"items":[` + line("50070945", "PHONE", "+905456856931", "7000", "INVALID") + `]},"page":0,"size":2,"total":1}`},
		{"GET", "/v1/mass/payout/retrieve/items/b9a2f39c", "", `{` + sampleHead + `"systemTime":1759231975000,"item":` + sampleLine + `}`},
	}
}

func asFlow(t testing.TB, all []told) []Exchange {
	var flow []Exchange
	for _, each := range all {
		e := Exchange{
			Request: Request{Method: each.method, URL: mustURL(t, "https://sandbox-api.iyzipay.com"+each.path+"?locale=en"),
				Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(each.request)},
			Response: Response{Status: http.StatusOK, Header: jsonHeader(), Body: []byte(each.response)},
		}
		sign(t, &e.Request)
		flow = append(flow, e)
	}
	return flow
}

// change writes something else into the answers of some exchanges.
type change struct {
	entry    int
	old, now string
}

func changed(t *testing.T, changes ...change) []Exchange {
	t.Helper()
	all := sampleFlow()
	for _, c := range changes {
		each := &all[c.entry]
		require.True(t, strings.Contains(each.response, c.old) && c.old != c.now, "%d: %s", c.entry, c.old)
		each.response = strings.Replace(each.response, c.old, c.now, 1)
	}
	return asFlow(t, all)
}

// TestDriftOfTheSamples: what a service may do to a payout that was read well until then, and how each is named. The flow that is
// changed is clean.
func TestDriftOfTheSamples(t *testing.T) {
	c := today(t)
	require.Empty(t, c.CheckFlow(asFlow(t, sampleFlow())))
	const items = "/massPayoutItems/items/"
	second := sampleFlow()[2].response
	line := second[strings.Index(second, `{"itemExternalId":"ext-9545455"`):strings.Index(second, `]},"page"`)]
	tests := []struct {
		name     string
		changes  []change
		severity Severity
		kind     Kind
		pointer  string // of a finding about the exchange of the last change
	}{
		{"amount a hundred times larger", []change{{2, `"totalAmount":8000`, `"totalAmount":800000`}}, Warning, drift.Items, items + "1/totalAmount"},
		{"amount a hundred times smaller", []change{{2, `"totalAmount":8000`, `"totalAmount":80.00`}}, Warning, drift.Items, items + "1/totalAmount"},
		{"amount with the commission in it", []change{{2, `"totalAmount":8000`, `"totalAmount":8020`}}, Warning, drift.Items, items + "1/totalAmount"},
		{"amount of item", []change{{5, `"totalAmount":100.00`, `"totalAmount":10000`}}, Warning, drift.Items, "/item/totalAmount"},
		{"total is not the sum", []change{{2, "28100.00", "28160.00"}, {3, "28100.00", "28160.00"}}, Warning, drift.Sum, "/massPayout/totalAmount"},
		{"total with the refused line", []change{{3, "28100.00", "35100.00"}}, Warning, drift.Sum, "/massPayout/totalAmount"},
		{"clock runs backwards", []change{{3, "1759231973000", "1759231971999"}}, Error, drift.Clock, "/systemTime"},
		{"clock of item runs backwards", []change{{5, "1759231975000", "1759231970000"}}, Error, drift.Clock, "/systemTime"},
		{"completed before received", []change{{2, "11:40:00", "11:32:49"}}, Error, drift.Clock, "/massPayout/completedDate"},
		{"received at another time", []change{{3, "11:32:50", "11:32:49"}}, Error, drift.Identity, "/massPayout/receivedDate"},
		{"completed, and all failed", []change{{2, `"itemStatus":"SUCCESS"`, `"itemStatus":"DEPOSIT_SUCCESS"`}, {3, "FAILED", "DEPOSIT_FAIL"}}, Warning, drift.Contradiction, "/massPayout/massPayoutStatus"},
		{"failed, and one succeeded", []change{{2, `"COMPLETED"`, `"FAIL"`}}, Warning, drift.Contradiction, items + "0/itemStatus"},
		{"item of another mass payout", []change{{2, `"massPayoutRequestId":"179`, `"massPayoutRequestId":"180`}}, Error, drift.Echo, items + "0/massPayoutRequestId"},
		{"item says another mass payout", []change{{5, `"massPayoutRequestId":"179`, `"massPayoutRequestId":"180`}}, Error, drift.Identity, "/item/massPayoutRequestId"},
		{"valid list with a refused item", []change{{2, `"itemStatus":"FAILED"`, `"itemStatus":"INVALID"`}}, Warning, drift.Contradiction, items + "1/itemStatus"},
		{"refused list with an accepted item", []change{{4, `"itemStatus":"INVALID"`, `"itemStatus":"FAILED"`}}, Warning, drift.Contradiction, items + "0/itemStatus"},
		{"line lost, total as before", []change{{2, "," + line, ""}}, Error, drift.Items, ""},
		{"line lost, total without it", []change{{3, `"total":3`, `"total":2`}, {2, "," + line, ""}, {2, `"total":3`, `"total":2`}}, Error, drift.Items, ""},
		{"page given twice", []change{{3, "ext-545454542", "ext-65656"}}, Error, drift.Items, ""},
		{"last page empty", []change{{3, sampleFlow()[3].response[strings.Index(sampleFlow()[3].response, `{"itemExternalId"`):strings.Index(sampleFlow()[3].response, `]},"page"`)], ""}}, Error, drift.Items, ""},
		{"total changes", []change{{3, `"total":3`, `"total":4`}}, Error, drift.Items, ""},
		{"total is more than was accepted", []change{{2, `"total":3`, `"total":4`}}, Error, drift.Items, ""},
		{"total is gone", []change{{3, `,"total":3`, ``}}, Error, drift.Items, ""},
		{"refused line lost", []change{{4, `"total":1`, `"total":0`}, {4, sampleFlow()[4].response[strings.Index(sampleFlow()[4].response, `{"itemExternalId"`):strings.Index(sampleFlow()[4].response, `]},"page"`)], ""}}, Error, drift.Items, ""},
		{"one referenceCode twice", []change{{2, "RC-9545455", "b9a2f39c"}}, Error, drift.Rule, items + "1/referenceCode"},
		{"one referenceCode on two pages", []change{{3, "RC-545454542", "b9a2f39c"}}, Error, drift.Identity, items + "0/referenceCode"},
		{"item in another currency", []change{{2, `"currencyCode":"TRY"`, `"currencyCode":"USD"`}}, Warning, drift.Contradiction, items + "0/currencyCode"},
		{"recipientInfo of another type", []change{{2, `"recipientInfo":"2228853"`, `"recipientInfo":"TR920086402100005482986178"`}}, Error, drift.Rule, items + "1/recipientInfo"},
		{"recipientInfo hides another one", []change{{2, `TR920086402100005482986178`, `TR92****6179`}}, Error, drift.Items, items + "0/recipientInfo"},
		{"NUL in a text", []change{{2, `Ücret`, `\u0000cret`}}, Error, drift.NUL, items + "0/description"},
		{"read as Windows-1252", []change{{2, `Çağrı Ünlü`, `Ã‡aÄŸrÄ± Ãœnl`}}, Warning, drift.Charset, items + "0/recipientName"},
		{"dash read as Windows-1252", []change{{2, `Ücret`, `Ücret â€“ 1`}}, Warning, drift.Charset, items + "0/description"},
		{"read as Latin-1", []change{{2, `Ücret`, "Ã\u009ccret"}}, Warning, drift.Charset, items + "0/description"},
		{"replacement character", []change{{2, `Ücret`, "\uFFFDcret"}}, Error, drift.InvalidUTF8, items + "0/description"},
		{"replacement character, escaped", []change{{2, `Ücret`, `\ufffdcret`}}, Error, drift.InvalidUTF8, items + "0/description"},
		{"item is another line", []change{{5, `ext-65656`, `ext-9545455`}}, Error, drift.Identity, "/item/referenceCode"},
		{"item has another recipient", []change{{5, `Çağrı Ünlü`, `Jane Doe`}}, Error, drift.Items, "/item/recipientName"},
		{"item goes back", []change{{5, `"itemStatus":"SUCCESS"`, `"itemStatus":"QUEUED"`}}, Error, drift.State, "/item/itemStatus"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := c.CheckFlow(changed(t, tt.changes...))
			last := tt.changes[len(tt.changes)-1].entry
			assert.True(t, slices.ContainsFunc(found, func(f Finding) bool {
				return f.Entry == last && f.Severity == tt.severity && f.Kind == tt.kind && f.Pointer == tt.pointer
			}), "want %s %s at %q of %d, found %v", tt.severity, tt.kind, tt.pointer, last, found)
			for _, f := range found {
				assert.NotContains(t, f.Message, "Ünlü")
			}
		})
	}
	t.Run("sent as kuruş, confirmed as lira", func(t *testing.T) {
		all := sampleFlow()
		all[0].request = strings.Replace(all[0].request, `"value":8000`, `"value":125050`, 1)
		all[2].response = strings.Replace(all[2].response, `"totalAmount":8000`, `"totalAmount":1250.50`, 1)
		found := c.CheckFlow(asFlow(t, all))
		require.NotEmpty(t, found)
		assert.Equal(t, "is not the amount/value that was sent, but a hundredth of it", found[0].Message)
	})
}

// TestSamplesOtherwiseTold: what looks like one of the above and is none.
func TestSamplesOtherwiseTold(t *testing.T) {
	c := today(t)
	for name, changes := range map[string][]change{
		"more decimals":                  {{2, `"totalAmount":8000`, `"totalAmount":8000.00000000`}, {3, "28100.00", "2.81E+4"}},
		"no amounts of items":            {{2, `"totalAmount":8000,`, ""}},
		"commission changes":             {{2, `"commissionAmount":20,`, `"commissionAmount":0,`}},
		"the same millisecond":           {{3, "1759231973000", "1759231972000"}},
		"completed at once":              {{2, "11:40:00", "11:32:50"}, {3, "11:40:00", "11:32:50"}, {4, "11:40:00", "11:32:50"}},
		"dates of another form":          {{2, "2025-09-30 11:40:00", "30 Eylül 2025"}, {3, "2025-09-30 11:40:00", "30 Eylül 2025"}, {4, "2025-09-30 11:40:00", "30 Eylül 2025"}},
		"one waits in a completed batch": {{2, `"itemStatus":"SUCCESS"`, `"itemStatus":"QUEUED"`}, {5, `"itemStatus":"SUCCESS"`, `"itemStatus":"QUEUED"`}},
		"one moves on":                   {{2, `"itemStatus":"SUCCESS"`, `"itemStatus":"QUEUED"`}},
		"no requestId of items":          {{2, `,"massPayoutRequestId":"` + sampleID + `"`, ""}, {5, `,"massPayoutRequestId":"` + sampleID + `"`, ""}},
		"no totals at all":               {{2, `,"total":3`, ""}, {3, `,"total":3`, ""}},
		"recipient hidden": {{2, "TR920086402100005482986178", "TR92 **** **** 6178"}, {2, "Çağrı Ünlü", "Ç**** Ü***"}, {2, `"2228853"`, `"XXXX853"`},
			{5, "TR920086402100005482986178", "TR92******************6178"}, {5, "Çağrı Ünlü", "Ç***"}},
		"capitals before a quotation mark": {{5, `"errorMessages":[]`, `"errorMessages":["KOÇ’un – “ÂLÂ” ÇAĞRI”"]`}},
		"escaped":                          {{2, "Ücret", `\u00dccret`}},
	} {
		t.Run(name, func(t *testing.T) { assert.Empty(t, c.CheckFlow(changed(t, changes...))) })
	}
	t.Run("a page is asked for again, and the list from its beginning", func(t *testing.T) {
		all := sampleFlow()
		assert.Empty(t, c.CheckFlow(asFlow(t, []told{all[0], all[1], all[2], all[2], all[2], all[3]})))
		again := all[3]
		assert.Empty(t, c.CheckFlow(asFlow(t, []told{all[0], all[1], all[2], all[3], again, again})))
	})
	t.Run("a page beyond the last", func(t *testing.T) {
		all := sampleFlow()
		beyond := all[3]
		at, end := strings.Index(beyond.response, `{"itemExternalId"`), strings.Index(beyond.response, `]},"page"`)
		beyond.response = strings.Replace(beyond.response[:at]+beyond.response[end:], `"page":1`, `"page":2`, 1)
		beyond.request = strings.Replace(beyond.request, `"page":1`, `"page":2`, 1)
		assert.Empty(t, c.CheckFlow(asFlow(t, append(all[:4:4], beyond))))
	})
	t.Run("the published page of two items that shows one", func(t *testing.T) {
		assert.Empty(t, c.Check(changed(t, change{2, `"size":2,"total":3`, `"size":2,"total":40`})[2]))
	})
}

// TestMaskedTextsDiffer: whatever is hidden of a text, it is the same text; with another letter in what is shown it is not.
func TestMaskedTextsDiffer(t *testing.T) {
	masked := &schema{masks: regexp.MustCompile("[*•#]+|[Xx]{3,}")}
	rapid.Check(t, func(t *rapid.T) {
		was := []rune(rapid.StringMatching(`[A-W0-9ğüşıöç]{4,30}`).Draw(t, "was"))
		from := rapid.IntRange(0, len(was)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(was)).Draw(t, "to")
		now := slices.Clone(was)
		for i := from; i < to; i++ {
			now[i] = rapid.SampledFrom([]rune("*•#")).Draw(t, "sign")
		}
		require.False(t, differs(masked, string(was), string(now)))
		if shown := rapid.IntRange(0, len(was)-1).Draw(t, "changed"); shown < from || shown >= to {
			now[shown] = 'Z'
			require.True(t, differs(masked, string(was), string(now)))
		}
	})
}
