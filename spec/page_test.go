package spec

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

const smallFragment = `{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}}`

func TestExtractFragmentsFindsThem(t *testing.T) {
	f := "```json\n" + smallFragment + "\n```\n"
	cases := map[string]struct {
		page  string
		lines []int
	}{
		"plain":                         {f, []int{2}},
		"no end of line at the end":     {"```json\n" + smallFragment + "\n```", []int{2}},
		"headings and prose":            {"# Title\n\n> Words `openapi` and more.<br>\n\n" + f + "\nmore\n", []int{6}},
		"pointer to an index first":     {"> For the complete index, see [llms.txt](https://docs.example/llms.txt). Pages end in `.md`.\n\n# T\n" + f, []int{5}},
		"tildes":                        {"~~~json\n" + smallFragment + "\n~~~\n", []int{2}},
		"longer fence":                  {"`````json\n" + smallFragment + "\n`````\n", []int{2}},
		"longer closing fence":          {"```json\n" + smallFragment + "\n``````\n", []int{2}},
		"fence with blanks behind":      {"```json \t\n" + smallFragment + "\n``` \t\n", []int{2}},
		"indented fence":                {"   ```json\n   " + smallFragment + "\n   ```\n", []int{2}},
		"no language":                   {"```\n" + smallFragment + "\n```\n", []int{2}},
		"unusual language":              {"``` JSON5 {% code %}\n" + smallFragment + "\n```\n", []int{2}},
		"JSON in a block called yaml":   {"```yaml\n" + smallFragment + "\n```\n", []int{2}},
		"in a list":                     {"- first\n- second\n\n  ```json\n  " + smallFragment + "\n  ```\n- third\n", []int{5}},
		"in a numbered list":            {"1. first\n\n   ```json\n   " + smallFragment + "\n   ```\n", []int{4}},
		"in a list with tabs":           {"1.\tfirst\n\n\t```json\n\t{\n\t\t" + smallFragment[1:] + "\n\t```\n", []int{4}},
		"in a block quote":              {"> quoted\n> ```json\n> " + smallFragment + "\n> ```\n", []int{3}},
		"in a quote within a list":      {"- a\n  > ```json\n  > " + smallFragment + "\n  > ```\n", []int{3}},
		"directly under prose":          {"words\n" + f, []int{3}},
		"directly under an HTML tag":    {"<details><summary>Show</summary>\n" + f + "</details>\n", []int{3}},
		"within an HTML block":          {"<div>\n<p>\n" + f + "</p>\n</div>\n", []int{4}},
		"under a template tag":          {"{% tab title=\"JSON\" %}\n" + f + "{% endtab %}\n", []int{3}},
		"under a table":                 {"| a | b |\n|---|---|\n| c | d |\n" + f, []int{5}},
		"under a rule and a front head": {"---\ntitle: x\n---\n" + f, []int{5}},
		"byte order mark":               {"\xef\xbb\xbf" + f, []int{2}},
		"CRLF":                          {strings.ReplaceAll("# T\n\n"+f+"\nend\n", "\n", "\r\n"), []int{4}},
		"spread over lines":             {"```json\n\n{\n  \"info\": {},\n  \"openapi\": \"3.0.3\"\n}\n```\n", []int{2}},
		"member written with escapes":   {"```json\n{\"\\u006fpenapi\":\"3.0.3\"}\n```\n", []int{2}},
		"YAML":                          {"```yaml\n# comment\n---\nopenapi: 3.0.3\ninfo:\n  title: T\n```\n", []int{2}},
		"YAML without a language":       {"```\ninfo:\n  title: T\nopenapi: 3.0.3\n```\n", []int{2}},
		"YAML, indented":                {"```yml\n  info: {}\n  openapi: 3.0.3\n```\n", []int{2}},
		"several":                       {f + "\n" + f + "\n```yaml\nopenapi: 3.0.3\n```\n", []int{2, 6, 10}},
		"beside sample requests": {"```http\nPOST /v1 HTTP/1.1\n```\n\n```json\n{\"merchantId\": 000000}\n```\n```json\n[\"openapi\"]\n```\n" +
			"```json\n{\"note\":{\"openapi\":\"no\"}}\n```\n" + "```yaml\nnested:\n  openapi: no\n```\n```\n```\n" + f, []int{21}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			found, err := ExtractFragments("page.md", []byte(c.page))
			require.NoError(t, err)
			var lines []int
			for _, fragment := range found {
				lines = append(lines, fragment.Line)
				assert.Equal(t, "page.md", fragment.File)
				assert.Equal(t, yaml.MappingNode, fragment.Root.Kind)
				require.NotNil(t, yamlnode.Lookup(fragment.Root, "openapi"))
				assert.Equal(t, "3.0.3", yamlnode.Lookup(fragment.Root, "openapi").Value)
			}
			assert.Equal(t, c.lines, lines)
		})
	}
}

func TestExtractFragmentsRefuses(t *testing.T) {
	cases := map[string]struct {
		page string
		is   error
		want string
	}{
		"empty page": {"", ErrNoFragment, "page.md:1: no fenced OpenAPI fragment: a page must hold a code block (```json) with the member \"openapi\"; other code blocks: none"},
		"no fragment": {"# T\n\n```http\nGET /\n```\n\n```json\n```\n", ErrNoFragment,
			"page.md:1: no fenced OpenAPI fragment: a page must hold a code block (```json) with the member \"openapi\"; other code blocks: line 3, line 7"},
		"unclosed": {"# T\n\n```json\n" + smallFragment + "\n\nmore\n", errUnclosedFence,
			"page.md:3: the code fence is never closed: the page may be cut off; fetch it again"},
		"unclosed behind a good one": {"```json\n" + smallFragment + "\n```\n\n```http\nGET /\n", errUnclosedFence,
			"page.md:5: the code fence is never closed: the page may be cut off; fetch it again"},
		"unclosed and empty": {"```json", errUnclosedFence, "page.md:1: the code fence is never closed: the page may be cut off; fetch it again"},
		"closed by a shorter fence": {"````json\n" + smallFragment + "\n```\n", errUnclosedFence,
			"page.md:1: the code fence is never closed: the page may be cut off; fetch it again"},
		"quote ends before the fence": {"> ```json\n> " + smallFragment + "\n\ntext\n", errUnclosedFence,
			"page.md:1: the code fence is never closed: the page may be cut off; fetch it again"},
		"swallowed by an unclosed sample": {"```\nGET /\n\n```json\n" + smallFragment + "\n```\n", errStrayFragment,
			"page.md:5: an OpenAPI fragment stands where it cannot be read: it must fill a code block of its own, whose fence is indented by less than four blanks"},
		"outside of a fence": {"```json\n" + smallFragment + "\n```\n\n" + smallFragment + "\n", errStrayFragment,
			"page.md:5: an OpenAPI fragment stands where it cannot be read: it must fill a code block of its own, whose fence is indented by less than four blanks"},
		"fence indented too far": {"text\n\n    ```json\n    " + smallFragment + "\n    ```\n", errStrayFragment,
			"page.md:4: an OpenAPI fragment stands where it cannot be read: it must fill a code block of its own, whose fence is indented by less than four blanks"},
		"words before the brace": {"```json\n// the document\n" + smallFragment + "\n```\n", errStrayFragment,
			"page.md:3: an OpenAPI fragment stands where it cannot be read: it must fill a code block of its own, whose fence is indented by less than four blanks"},
		"truncated JSON": {"# T\n```json\n{\"openapi\":\"3.0.3\",\"info\":{\"title\":\n```\n", nil,
			"page.md:3:36 (at /info/title): not valid JSON: unexpected EOF"},
		"truncated string":               {"```json\n{\"openapi\":\"3.0.3\n```\n", nil, "page.md:2:18 (at /openapi): not valid JSON: invalid character '\\n' in string (expecting non-control character)"},
		"trailing comma":                 {"```json\n{\n  \"openapi\": \"3.0.3\",\n}\n```\n", nil, "page.md:3:21: not valid JSON: invalid character ',' at start of value"},
		"missing comma":                  {"> ```json\n> {\n>   \"openapi\": \"3.0.3\"\n>   \"info\": {}\n> }\n> ```\n", nil, "page.md:4:5: not valid JSON: invalid character '\"' after object value (expecting ',' or '}')"},
		"trailing garbage":               {"```json\n" + smallFragment + "\n\n  x\n```\n", nil, "page.md:4:3: not valid JSON: invalid character 'x' at start of value"},
		"second value":                   {"```json\n" + smallFragment + "\n{}\n```\n", nil, "page.md:3:1: not valid JSON: a second value stands behind the first"},
		"broken before the member":       {"```json\n{\"info\": 01, \"openapi\": \"3.0.3\"}\n```\n", nil, "page.md:2:11: not valid JSON: invalid character '1' after object value (expecting ',' or '}')"},
		"comment":                        {"```json\n{\"openapi\": \"3.0.3\" /* no */}\n```\n", nil, "page.md:2:21: not valid JSON: invalid character '/' after object value (expecting ',' or '}')"},
		"duplicate key":                  {"```json\n{\"openapi\":\"3.0.3\",\n\"info\":{\"title\":\"a\",\n  \"title\":\"b\"}}\n```\n", errDuplicateKey, "page.md:4:3 (at /info/title): duplicate key: keep one of the two"},
		"duplicate key in escapes":       {"```json\n{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"a\",\"\\u0074itle\":\"b\"}}\n```\n", errDuplicateKey, "page.md:2:40 (at /info/title): duplicate key: keep one of the two"},
		"duplicate top key":              {"```json\n{\"openapi\":\"3.0.3\",\"openapi\":\"3.0.3\"}\n```\n", errDuplicateKey, "page.md:2:20 (at /openapi): duplicate key: keep one of the two"},
		"invalid UTF-8":                  {"```json\n{\"openapi\":\"3.0.3\",\"info\":\"a\xffb\"}\n```\n", nil, "page.md:2:29 (at /info): not valid JSON: invalid UTF-8"},
		"half a surrogate pair":          {"```json\n{\"openapi\":\"3.0.3\",\"info\":\"\\ud83d\"}\n```\n", nil, "page.md:2:28 (at /info): not valid JSON: invalid surrogate pair \"\\\\ud83d\\\"}\\n\" in string"},
		"CRLF":                           {"# T\r\n\r\n```json\r\n{\r\n\"openapi\":\"3.0.3\",\r\n!}\r\n```\r\n", nil, "page.md:6:1: not valid JSON: invalid character '!' at start of value"},
		"tabs in a list":                 {"1.\t```json\n\t{\n\t\t\"openapi\": !}\n\t```\n", nil, "page.md:3:14 (at /openapi): not valid JSON: invalid character '!' at start of value"},
		"half a tab belongs to the list": {"- ```json\n\t{\"openapi\": !}\n  ```\n", nil, "page.md:2:14 (at /openapi): not valid JSON: invalid character '!' at start of value"},
		"quote ends, and a shorter fence follows": {"> ````json\n> " + smallFragment + "\n```\nx\n```\n", errUnclosedFence,
			"page.md:1: the code fence is never closed: the page may be cut off; fetch it again"},
		"key that would break the line":        {"```json\n{\"openapi\":\"3.0.3\",\"\\n\":1,\"\\n\":2}\n```\n", errDuplicateKey, `page.md:2:27 (at "/\n"): duplicate key: keep one of the two`},
		"duplicate key in front of the member": {"```json\n{\"info\":1,\"info\":2,\"openapi\":\"x\"}\n```\n", errDuplicateKey, "page.md:2:11 (at /info): duplicate key: keep one of the two"},
		"invalid UTF-8 in front of the member": {"```json\n{\"info\":\"\xff\",\"openapi\":\"x\"}\n```\n", nil, "page.md:2:10 (at /info): not valid JSON: invalid UTF-8"},
		"YAML with a tab":                      {"a\n\n```yaml\nopenapi: 3.0.3\ninfo:\n\ttitle: x\n```\n", nil, "page.md:6: not valid YAML: found character that cannot start any token"},
		"YAML duplicate key":                   {"a\n```yaml\nopenapi: 3.0.3\ninfo:\n  title: a\n  title: b\n```\n", errDuplicateKey, "page.md:6 (at /info/title): duplicate key: keep one of the two"},
		"YAML alias":                           {"```yaml\nopenapi: 3.0.3\ninfo: &a {}\npaths: *a\n```\n", nil, "page.md:3 (at /info): anchors and aliases are not understood here: write the value out"},
		"YAML merge key":                       {"```yaml\nopenapi: 3.0.3\ninfo:\n  <<: {a: b}\n```\n", nil, "page.md:4 (at /info): a key must be plain text"},
		"YAML key that is a list":              {"```yaml\nopenapi: 3.0.3\n? [a]\n: b\n```\n", nil, "page.md:3 (at the top): a key must be plain text"},
		"YAML, two documents":                  {"```yaml\nopenapi: 3.0.3\n---\nopenapi: 3.0.3\n```\n", nil, "page.md:3: a second YAML document stands behind the first"},
		"YAML, invalid UTF-8":                  {"> ```yaml\n> openapi: 3.0.3\n> info: \xff\n> ```\n", nil, "page.md:3: not valid YAML: invalid UTF-8 in byte 7 of the line"},
		"YAML list":                            {"```yaml\nopenapi:\n- {\n```\n", nil, "page.md:3: not valid YAML: did not find expected node content"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			found, err := ExtractFragments("page.md", []byte(c.page))
			require.Error(t, err)
			assert.Nil(t, found)
			assert.Equal(t, c.want, err.Error())
			if c.is != nil {
				assert.ErrorIs(t, err, c.is)
			}
		})
	}
}

func TestExtractFragmentsReadsTheVendoredPages(t *testing.T) {
	dir := os.DirFS(spectest.Dir(t))
	sources, err := ReadSources(dir)
	require.NoError(t, err)
	lines := map[string]int{"mass-payout-initalize.md": 12, "mass-payout-auth.md": 9, "retrieve-mass-payout.md": 9, "mass-payout-cancel.md": 8}
	for _, page := range sources.Pages {
		if page.Holds != "fragment" {
			continue
		}
		data, err := page.Read(dir)
		require.NoError(t, err)
		found, err := ExtractFragments(page.File, data)
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, lines[page.File], found[0].Line, page.File)
	}
}

func TestFragmentsAreComparedByWhatTheySay(t *testing.T) {
	extract := func(text string) Fragment {
		found, err := ExtractFragments("page.md", []byte("```\n"+text+"\n```\n"))
		require.NoError(t, err)
		return found[0]
	}
	base := extract(smallFragment)
	for text, want := range map[string]bool{
		smallFragment: true,
		"{\n  \"info\": {\"version\": \"1\", \"title\": \"T\"},\n  \"paths\": {}, \"openapi\": \"3.0.3\"}": true,
		"openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}":                                        true,
		"openapi: 3.0.3\ninfo: {title: T, version: 1}\npaths: {}":                                          false,
		`{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"x-more":null}`:                  false,
		`{"openapi":"3.0.3","info":{"title":"T","version":"1"}}`:                                           false,
	} {
		assert.Equal(t, want, base.Equal(extract(text)), text)
		assert.Equal(t, want, extract(text).Equal(base), text)
	}
	assert.Equal(t, "1", base.Version())
	assert.Equal(t, "1.0", extract("openapi: 3.0.3\ninfo: {version: 1.0}").Version())
	for _, text := range []string{"openapi: 3.0.3", "openapi: 3.0.3\ninfo: x", "openapi: 3.0.3\ninfo: {version: [1]}"} {
		assert.Empty(t, extract(text).Version(), text)
	}
}
