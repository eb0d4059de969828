package contract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// TestOddRecordings: what tools write otherwise than the format says is read where it is clear, and else left out by name. A drift
// beside it is never passed over in silence.
func TestOddRecordings(t *testing.T) {
	c := today(t)
	x := base(0, false).make(c.operation(t, "balance"))
	good := x.exchange(t)
	x.response.put("extra", text("1"))
	drifted := x.exchange(t)
	authorization := good.Request.Header.Get("Authorization")
	address := good.Request.URL.String()
	plain := `{"request":{"method":"GET","url":"` + address + `","headers":[{"name":"Authorization","value":"` + authorization + `"}]},` +
		`"response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],"content":{"text":TEXT}}}`
	cassette := `{"version":2,"interactions":[{"request":{"method":"GET","url":"` + address + `","headers":{"Authorization":["` + authorization + `"]}},` +
		`"response":{"code":200,"headers":{"Content-Type":["application/json"]},"body":TEXT}}]}`
	numbers := func(body []byte) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(body), " ", ","), "[]") }
	for name, tt := range map[string]struct {
		from, to string // what is replaced in an archive, or in a cassette
		unseen   string // "" where all can be read
		cassette bool
	}{
		"as it should be":                {"", "", "", false},
		"header names called keys":       {`"name":`, `"key":`, "", false},
		"white space around the address": {address, " " + address + `\n`, "", false},
		"the query only in queryString":  {address + `"`, strings.Split(address, "?")[0] + `","queryString":[{"name":"locale","value":"` + good.Request.URL.Query().Get("locale") + `"}]`, "", false},
		"no method":                      {`"method":"GET",`, "", "method of a request is not in the file", false},
		"a text that was cut off":        {`"text":TEXT`, `"size":5000,"text":"{\"status\":\"succ"`, "body of an answer is only in the file up to where the tool has cut it off", false},
		"a Buffer of Node.js":            {`TEXT`, `{"type":"Buffer","data":[NUMBERS]}`, "", false},
		"a cassette as it should be":     {"", "", "", true},
		"a status in quotation marks":    {`"code":200`, `"code":"200"`, "", true},
		"a version in quotation marks":   {`"version":2`, `"version":"2"`, "", true},
		"no method, which is GET in Go":  {`"method":"GET"`, `"method":""`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, e := range []Exchange{good, drifted} {
				file, text := "a.har", `{"log":{"entries":[`+plain+`]}}`
				if tt.cassette {
					file, text = "a.yaml", cassette
				}
				if tt.from != "" {
					text = strings.ReplaceAll(text, tt.from, tt.to)
				}
				text = strings.ReplaceAll(strings.ReplaceAll(text, "NUMBERS", numbers(e.Response.Body)), "TEXT", string(quoted(string(e.Response.Body))))
				exchanges, err := readRecording(file, strings.NewReader(text), nil)
				require.NoError(t, err)
				found := c.CheckRecording(exchanges)
				var unseen []string
				for _, u := range found.Unseen {
					unseen = append(unseen, u.String())
				}
				assert.Equal(t, tt.unseen, strings.Join(unseen, "; "))
				var want []Kind
				if strings.Contains(string(e.Response.Body), `"extra"`) && !strings.Contains(tt.unseen, "answer") {
					want = []Kind{drift.UnknownProperty}
				}
				assert.Equal(t, want, kinds(found.Findings))
			}
		})
	}
	_, err := readRecording("a.json", strings.NewReader(`{"startedDateTime":"","request":{},"response":{}}`), nil)
	assert.ErrorContains(t, err, "log.entries is missing", "an entry alone is none of WireMock's mappings")
}
