package amend

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec"
)

const (
	initPage     = "vendor/mass-payout-initalize.md"
	retrievePage = "vendor/retrieve-mass-payout.md"
	itemStatus   = "/components/schemas/MassPayoutItemDetail/properties/itemStatus"
)

// folder is the frozen spec folder, with edits: file, old, new.
func folder(t testing.TB, edits ...[3]string) fstest.MapFS {
	t.Helper()
	real := os.DirFS("../../../spec/testdata/frozen")
	dir := fstest.MapFS{}
	for _, pattern := range []string{"*.yaml", "vendor/*", "supplement/*"} {
		names, err := fs.Glob(real, pattern)
		require.NoError(t, err)
		for _, name := range names {
			data, err := fs.ReadFile(real, name)
			require.NoError(t, err)
			dir[name] = &fstest.MapFile{Data: data}
		}
	}
	for _, e := range edits {
		data := string(dir[e[0]].Data)
		require.Contains(t, data, e[1], e[0])
		dir[e[0]] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(data, e[1], e[2]))}
	}
	return listed(t, dir)
}

// listed brings sources.yaml up to date, which keeps every page byte for byte.
func listed(t testing.TB, dir fstest.MapFS) fstest.MapFS {
	t.Helper()
	sources, err := spec.ReadSources(dir)
	require.NoError(t, err)
	text := string(dir[spec.SourcesFile].Data)
	for _, s := range sources.Pages {
		data := dir[s.Path()].Data
		text = strings.Replace(text, s.SHA256, digest(data), 1)
		if s.Holds != "fragment" {
			continue
		}
		found, err := spec.ExtractFragments(s.Path(), data)
		require.NoError(t, err)
		if v := found[0].Version(); v != s.DocumentVersion {
			text = strings.ReplaceAll(text, s.DocumentVersion, v)
		}
	}
	dir[spec.SourcesFile] = &fstest.MapFile{Data: []byte(text)}
	return dir
}

// amended amends the lists of a folder, and builds with them.
func amended(t testing.TB, dir fstest.MapFS) (*Result, map[string]any) {
	t.Helper()
	r, err := Lists(dir, dir[correctionsFile].Data)
	require.NoError(t, err)
	dir[correctionsFile] = &fstest.MapFile{Data: r.Text}
	built, err := spec.Build(dir)
	require.NoError(t, err)
	var document map[string]any
	require.NoError(t, yaml.Unmarshal(built, &document))
	return r, document
}

func enumOf(t testing.TB, document map[string]any, schema string) []string {
	t.Helper()
	values := document["components"].(map[string]any)["schemas"].(map[string]any)[schema].(map[string]any)["enum"].([]any)
	var all []string
	for _, v := range values {
		all = append(all, v.(string))
	}
	return all
}

func TestNothingToAmend(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	before := string(dir[correctionsFile].Data)
	r, _ := amended(t, dir)
	assert.Empty(t, r.Changes)
	assert.Equal(t, before, string(r.Text))

	// A guard has no order, so a page that orders its list otherwise has nothing to amend.
	r, document := amended(t, folder(t, [3]string{retrievePage, `"DEPOSIT_SUCCESS","DEPOSIT_FAIL"`, `"DEPOSIT_FAIL","DEPOSIT_SUCCESS"`}))
	assert.Empty(t, r.Changes)
	assert.Equal(t, before, string(r.Text))
	assert.Equal(t, "DEPOSIT_FAIL", enumOf(t, document, "MassPayoutItemStatus")[8])
}

func TestLists(t *testing.T) {
	t.Parallel()
	recipients := `"PHONE","IBAN","IDENTITY_NUMBER","MEMBER_ID"`
	for name, test := range map[string]struct {
		edits  [][3]string
		schema string
		want   []string
		change Change
	}{
		"added": {
			[][3]string{{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`}}, "MassPayoutItemStatus",
			[]string{"FAILED", "SUCCESS", "INIT", "INVALID", "PROCESSING", "MASS_PAYOUT_CANCELED", "QUEUED", "DEPOSIT_SUCCESS", "DEPOSIT_FAIL", "HELD"},
			Change{Place: itemStatus, Added: []string{"HELD"}},
		},
		"order": {
			[][3]string{{initPage, `"SALARY","BONUS"`, `"FIRST","SALARY","A","B","BONUS"`}}, "Purpose",
			[]string{"FIRST", "SALARY", "A", "B", "BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS"},
			Change{Place: "/components/schemas/MassPayoutInitializeRequest/properties/purpose", Added: []string{"FIRST", "A", "B"}},
		},
		"removed": {
			[][3]string{{initPage, `"SALARY",`, ""}, {initPage, `"REBATES",`, ""}}, "Purpose",
			[]string{"BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "DONATIONS"},
			Change{Place: "/components/schemas/MassPayoutInitializeRequest/properties/purpose", Removed: []string{"SALARY", "REBATES"}},
		},
		"every value another": {
			[][3]string{{initPage, `["SALARY","BONUS","SETTLEMENT","GOODS","SERVICES","CASHBACK","REBATES","DONATIONS"]`, `["X","Y"]`}}, "Purpose",
			[]string{"X", "Y"},
			Change{
				Place: "/components/schemas/MassPayoutInitializeRequest/properties/purpose", Added: []string{"X", "Y"},
				Removed: []string{"SALARY", "BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS"},
			},
		},
		"one of two places": {
			[][3]string{{initPage, `"PHONE","IBAN"`, `"PHONE","WALLET","IBAN"`}}, "RecipientType",
			[]string{"PHONE", "WALLET", "IBAN", "IDENTITY_NUMBER", "MEMBER_ID"},
			Change{
				Place: "/components/schemas/MassPayoutItem/properties/recipientType", Added: []string{"WALLET"},
				Differing: []string{"/components/schemas/MassPayoutItemDetail/properties/recipientType"},
			},
		},
		"removed in one of two places": {
			[][3]string{{initPage, recipients, `"PHONE","IBAN","IDENTITY_NUMBER"`}}, "RecipientType",
			[]string{"PHONE", "IBAN", "IDENTITY_NUMBER", "MEMBER_ID"},
			Change{
				Place: "/components/schemas/MassPayoutItem/properties/recipientType", Removed: []string{"MEMBER_ID"},
				Differing: []string{"/components/schemas/MassPayoutItemDetail/properties/recipientType"},
			},
		},
		"what another action adds stays": {
			[][3]string{{retrievePage, `"CANCELED"]`, `"CANCELED","ON_HOLD"]`}}, "MassPayoutStatus",
			[]string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED", "FAIL", "INSUFFICIENT_BALANCE", "CANCELED", "ON_HOLD", "SUCCESS", "IYZICO_INSUFFICIENT_BALANCE"},
			Change{Place: "/components/schemas/MassPayoutSummary/properties/massPayoutStatus", Added: []string{"ON_HOLD"}},
		},
		"what somebody put into the list stays": {
			[][3]string{{initPage, `"BONUS",`, ""}, {correctionsFile, "          - BONUS\n", "          - OWN # known from elsewhere\n          - BONUS\n"}}, "Purpose",
			[]string{"SALARY", "OWN", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS"},
			Change{Place: "/components/schemas/MassPayoutInitializeRequest/properties/purpose", Removed: []string{"BONUS"}},
		},
		"values that YAML and JSONPath would misread": {
			[][3]string{{initPage, `"DONATIONS"]`, `"DONATIONS","null","007","O'NEIL","a: b # c","say \"so\"","back\\slash"]`}}, "Purpose",
			[]string{"SALARY", "BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS", "null", "007", "O'NEIL", "a: b # c", `say "so"`, `back\slash`},
			Change{
				Place: "/components/schemas/MassPayoutInitializeRequest/properties/purpose",
				Added: []string{"null", "007", "O'NEIL", "a: b # c", `say "so"`, `back\slash`},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, document := amended(t, folder(t, test.edits...))
			assert.Equal(t, test.want, enumOf(t, document, test.schema))
			require.Len(t, r.Changes, 1)
			lines := strings.Split(string(r.Text), "\n")
			got := r.Changes[0]
			assert.Contains(t, lines[got.Line-1], "- target: ")
			assert.Contains(t, lines[got.Line-1], "length(", "the line is the guard's")
			assert.Contains(t, lines[got.List-1], "- ", "the line is the first value's")
			got.target, test.change.Schema = "", test.schema
			got.Line, got.List = 0, 0
			assert.Equal(t, test.change, got)
			again, err := Lists(folderWith(t, r.Text, test.edits...), r.Text)
			require.NoError(t, err)
			assert.Empty(t, again.Changes, "what was amended fits")
		})
	}
}

func folderWith(t testing.TB, corrections []byte, edits ...[3]string) fstest.MapFS {
	t.Helper()
	dir := folder(t, edits...)
	dir[correctionsFile] = &fstest.MapFile{Data: corrections}
	return dir
}

// TestSeveralGuards: places on two pages and of two schemas at once, and a newer version of the pages.
func TestSeveralGuards(t *testing.T) {
	t.Parallel()
	var edits [][3]string
	for _, page := range []string{initPage, retrievePage, "vendor/mass-payout-auth.md", "vendor/mass-payout-cancel.md"} {
		edits = append(edits, [3]string{page, `"version":"1.0.0"`, `"version":"1.2.0"`}, [3]string{page, `["tr","en"]`, `["tr","en","de"]`})
	}
	edits = append(edits,
		[3]string{initPage, `"MEMBER_ID"]`, `"MEMBER_ID","WALLET"]`}, [3]string{retrievePage, `"MEMBER_ID"]`, `"MEMBER_ID","WALLET"]`},
		[3]string{initPage, `["success","failure"]`, `["success","failure","partial"]`})
	dir := folder(t, edits...)
	before := strings.Split(string(dir[correctionsFile].Data), "\n")
	r, document := amended(t, dir)
	assert.Equal(t, []string{"tr", "en", "de"}, enumOf(t, document, "Locale"))
	assert.Equal(t, []string{"success", "failure", "partial"}, enumOf(t, document, "ResultStatus"))
	require.Len(t, r.Changes, 4)
	assert.Len(t, r.Changes[0].Differing, 4, "the other answers still know two results")
	assert.Empty(t, r.Changes[1].Differing)

	// Line by line: guards and x-sources of what changed, and the new values.
	was, is := without(before, strings.Split(string(r.Text), "\n")), without(strings.Split(string(r.Text), "\n"), before)
	for _, line := range was {
		assert.Regexp(t, `^  - target: ".*length\(`, line)
	}
	assert.Len(t, was, 4)
	for _, line := range is {
		assert.Regexp(t, `^  - target: ".*length\(|^    x-source: 'EN pages 1.2.0 \(spec/vendor\)'$|^          - (de|partial|WALLET)$`, line)
	}
	assert.Len(t, without(is, was), len(is))
	assert.Equal(t, 5, strings.Count(string(r.Text), "EN pages 1.2.0"), "four guards and the action with the lists")
	var rules []string
	for _, todo := range r.ToDo {
		rules = append(rules, todo.Rule+" "+todo.Schema+" "+strings.Join(todo.Values, " "))
		assert.Positive(t, todo.Line)
	}
	assert.ElementsMatch(t, []string{"x-form-by RecipientType WALLET", "x-values Locale de"}, rules)
}

// TestSourcesWithSeveralVersions are left to people.
func TestSourcesWithSeveralVersions(t *testing.T) {
	t.Parallel()
	var edits [][3]string
	for _, page := range []string{initPage, retrievePage, "vendor/mass-payout-auth.md", "vendor/mass-payout-cancel.md"} {
		edits = append(edits, [3]string{page, `"version":"1.0.0"`, `"version":"1.2.0"`})
	}
	dir := folder(t, edits...)
	page := strings.Replace(string(dir[initPage].Data), `"REBATES",`, "", 1)
	dir[initPage] = &fstest.MapFile{Data: []byte(page)}
	text := strings.ReplaceAll(string(dir[correctionsFile].Data), "EN pages 1.0.0 (spec/vendor)", "EN pages 1.0.0, TR pages 1.0.1")
	dir[correctionsFile] = &fstest.MapFile{Data: []byte(text)}
	r, _ := amended(t, listed(t, dir))
	require.Len(t, r.Changes, 1)
	assert.NotContains(t, string(r.Text), "1.2.0")
	assert.NotContains(t, string(r.Text), "REBATES")
}

func TestToDoOfStatuses(t *testing.T) {
	t.Parallel()
	r, _ := amended(t, folder(t, [3]string{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`}))
	var rules []string
	for _, todo := range r.ToDo {
		rules = append(rules, todo.Rule)
		assert.Equal(t, []string{"HELD"}, todo.Values)
		assert.False(t, todo.Gone)
	}
	assert.Equal(t, []string{"x-meaning", "x-next"}, rules)

	r, _ = amended(t, folder(t, [3]string{retrievePage, `"QUEUED",`, ""}))
	rules = nil
	for _, todo := range r.ToDo {
		assert.True(t, todo.Gone)
		rules = append(rules, todo.Rule)
	}
	// In x-next: the table, and on its first line the list of what may follow INIT, told once. In x-excludes: two lists. A status of a batch is another word.
	assert.Equal(t, []string{"x-meaning", "x-excludes", "x-excludes", "x-next"}, rules)

	// SUCCESS is also a status of a batch, which keeps it.
	r, _ = amended(t, folder(t, [3]string{retrievePage, `"FAILED","SUCCESS"`, `"FAILED"`}))
	rules = nil
	for _, todo := range r.ToDo {
		rules = append(rules, todo.Rule)
	}
	assert.Equal(t, []string{"x-meaning", "x-excludes", "x-excludes", "x-excludes", "x-excludes", "x-excludes", "x-next", "x-next", "x-next"}, rules)

	said := folder(t, [3]string{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`},
		[3]string{rulesFile, "        INVALID: refused\n", "        INVALID: refused\n        HELD: running\n"})
	r, _ = amended(t, said)
	require.Len(t, r.ToDo, 1, "what somebody has said is nothing to do")
	assert.Equal(t, "x-next", r.ToDo[0].Rule)
}

func TestWhatIsNotAmended(t *testing.T) {
	t.Parallel()
	held := [3]string{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`}
	for name, test := range map[string]struct {
		edits [][3]string
		want  string
	}{
		"more than the list": {
			[][3]string{{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"],"default":"INIT"`}},
			"corrections.yaml:386: more than the values has changed: 0 places match $.components.schemas.MassPayoutItemDetail[?length(@.itemStatus) == 3 && @.itemStatus.enum].itemStatus",
		},
		"a target that is two places": {
			[][3]string{{correctionsFile, "schemas.MassPayoutItem[?length(@.recipientType) == 3", "schemas.*[?length(@.recipientType) >= 2"}},
			"more than the values has changed: 2 places match",
		},
		"a target in other quotes": {
			[][3]string{held, {correctionsFile, `"$.components.schemas.MassPayoutItemDetail[?length(@.itemStatus) == 3`, `"\x24.components.schemas.MassPayoutItemDetail[?length(@.itemStatus) == 3`}},
			"corrections.yaml:386: this is not written on one line",
		},
		"no enum":     {[][3]string{{retrievePage, `"description":"Mass payout item lifecycle status (enum).","enum":["FAILED"`, `"description":"Mass payout item lifecycle status (enum).","examples":["FAILED"`}}, "corrections.yaml:386: more than the values has changed"},
		"other kinds": {[][3]string{{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL",7]`}}, itemStatus + "/enum must list texts, each once"},
		"twice":       {[][3]string{{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","DEPOSIT_FAIL"]`}}, itemStatus + "/enum must list texts, each once"},
		"none left":   {[][3]string{{retrievePage, `"enum":["FAILED","SUCCESS","INIT","INVALID","PROCESSING","MASS_PAYOUT_CANCELED","QUEUED","DEPOSIT_SUCCESS","DEPOSIT_FAIL"]`, `"enum":[]`}}, "change it by hand"},
		"a line break in a value": {
			[][3]string{{retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HE\nLD"]`}}, "corrections.yaml:386: this is not written on one line",
		},
		"no reference":   {[][3]string{held, {correctionsFile, "$ref: '#/components/schemas/MassPayoutItemStatus'", "type: string"}}, "no action puts a reference to a schema at " + itemStatus},
		"a list nowhere": {[][3]string{held, {correctionsFile, "'#/components/schemas/MassPayoutItemStatus'", "'#/components/schemas/Elsewhere'"}}, "no action on $.components.schemas lists the values of Elsewhere"},
		"a broken page":  {[][3]string{{retrievePage, `"openapi":"3.0.3"`, `"openapi":"3.0.4"`}}, "openapi"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, test.edits...)
			_, err := Lists(dir, dir[correctionsFile].Data)
			assert.ErrorContains(t, err, test.want)
		})
	}
}
