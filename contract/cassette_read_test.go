package contract

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func cassetteOf(request, response string) string {
	return "version: 1\ninteractions:\n- request: " + request + "\n  response: " + response + "\n"
}

func TestCassette(t *testing.T) {
	all := readRecorded(t, "cassette.yaml")
	require.Len(t, all, 2)
	assert.Equal(t, "POST", all[0].Request.Method)
	assert.Equal(t, "/v1/mass/payout/auth", all[0].Request.URL.Path)
	assert.True(t, strings.HasPrefix(all[0].Request.Header.Get("Authorization"), "IYZWSv2 "), "recorded in small letters")
	assert.Equal(t, `{"requestId":"r-1"}`, string(all[0].Request.Body))
	assert.Equal(t, 200, all[0].Response.Status)
	assert.Contains(t, string(all[0].Response.Body), "success")
	assert.False(t, all[0].Response.BodyUnknown)

	assert.Zero(t, all[1].Response.Status)
	assert.True(t, all[1].Response.BodyUnknown, "there was no answer")
}

func TestCassetteErrors(t *testing.T) {
	const marker = "MARKER-TR920086402100005482986178"
	const request = `{url: "` + sandboxAuth + `", method: POST}`
	tests := []struct{ name, text, want string }{
		{"empty", "", "c.yaml: not a go-vcr cassette: the file is empty"},
		{"not YAML", "version: 1\n  x: [" + marker, "c.yaml: not YAML (line "},
		{"a text", marker, "c.yaml: not a go-vcr cassette: a value has the wrong type (line 1)"},
		{"another version", "version: 3\ninteractions: []\n", "c.yaml: not a go-vcr cassette of format 1 or 2: version is 3"},
		{"no version", "interactions: []\n", "version is 0"},
		{"no interactions", "version: 1\n", "c.yaml: not a go-vcr cassette: interactions is missing"},
		{"alias", "version: 1\ninteractions:\n- &a {request: " + request + ", response: {}}\n- *a\n", "c.yaml: line 4: aliases are not understood here"},
		{"second document", "version: 1\ninteractions: []\n---\nversion: 1\n", "c.yaml: more than one YAML document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadCassette("c.yaml", strings.NewReader(tt.text))
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), marker)
			assert.Nil(t, all)
		})
	}
}

func TestCassetteOddInteractions(t *testing.T) {
	const marker = "MARKER-TR920086402100005482986178"
	const request = `{url: "` + sandboxAuth + `", method: post}`
	for _, tt := range []struct{ name, interaction, unread, missing string }{
		{"null", "null", "it is empty, or no object", ""},
		{"wrong type", "{request: " + request + ", response: {code: " + marker + "}}", "a value has the wrong type (line 3)", ""},
		{"relative URL", "{request: {url: /" + marker + "}}", badURL, ""},
		{"broken gzip", "{request: " + request + ", response: {code: 200, headers: {Content-Encoding: gzip}, body: " + yamlBytes([]byte("\x1f\x8b")) + "}}", "", "is not the gzip that its headers say"},
		{"another coding", "{request: " + request + ", response: {code: 200, headers: {Content-Encoding: [br]}, body: " + yamlBytes([]byte("\x8b\xff")) + "}}", "", `is still coded as "br", which cannot be undone here`},
		{"left out", "{request: " + request + ", response: {code: 200, content_length: 47}}", "", notInFile},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadCassette("c.yaml", strings.NewReader("version: 1\ninteractions:\n- "+tt.interaction+"\n- {request: "+request+", response: {code: 200, body: x}}\n"))
			require.NoError(t, err)
			require.Len(t, all, 2)
			assert.Equal(t, "x", string(all[1].Response.Body))
			assert.Equal(t, "POST", all[1].Request.Method)
			assert.Equal(t, tt.unread, all[0].Unread)
			assert.Equal(t, tt.missing, all[0].Response.BodyMissing)
		})
	}
}

// TestCassetteOfOtherVersions: go-vcr v1 writes format 1 with an empty duration, v3 and v4 write format 2.
func TestCassetteOfOtherVersions(t *testing.T) {
	const request, response = `{body: "{}", form: {}, headers: {A: [b]}, url: "` + sandboxAuth + `", method: POST`, `{body: "{\"status\":\"success\"}", headers: {}, status: 200 OK, code: 200, duration: `
	for name, text := range map[string]string{
		"v1": cassetteOf(request+"}", response+`""}`),
		"v2": cassetteOf(request+"}", response+"12.5ms}"),
		"v3": strings.Replace(cassetteOf(request+", proto: HTTP/1.1, content_length: 2, host: x, trailer: {}}", response+"211.3ms, content_length: -1, uncompressed: true}"), "version: 1", "version: 2", 1),
	} {
		t.Run(name, func(t *testing.T) {
			all, err := ReadCassette("c.yaml", strings.NewReader(text))
			require.NoError(t, err)
			require.Len(t, all, 1)
			assert.Empty(t, all[0].Unread)
			assert.Equal(t, "{}", string(all[0].Request.Body))
			assert.Equal(t, `{"status":"success"}`, string(all[0].Response.Body))
		})
	}
}

// TestRecordingsOfOtherTools are refused by the tool's name.
func TestRecordingsOfOtherTools(t *testing.T) {
	for _, tt := range []struct{ name, text, tool string }{
		{"a.yaml", "version: 1\ninteractions:\n- request: {method: POST, uri: 'https://x/y', body: null}\n  response: {status: {code: 200}, body: {string: ''}}\n", "vcrpy (Python)"},
		{"a.yml", "http_interactions:\n- request: {uri: 'https://x/y'}\nrecorded_with: VCR 6.2.0\n", "VCR (Ruby)"},
		{"a.yaml", "http_interactions: []\nrecorded_with: betamax/0.8.1\n", "Betamax (Python)"},
		{"a.yaml", "!tape\nname: x\ninteractions:\n- request: {method: POST, uri: 'https://x/y'}\n  response: {status: 200, body: x}\n", "Betamax (Java)"},
		{"a.yaml", "- request: {method: POST, url: 'https://x/y'}\n  response: {status: {code: 200}}\n", "PHP-VCR"},
		{"a.json", `{"http_interactions":[],"recorded_with":"VCR 6.2.0"}`, "VCR (Ruby)"},
		{"a.json", `{"mappings":[]}`, "WireMock"},
		{"a.json", `{"data":{"pairs":[]},"meta":{}}`, "Hoverfly"},
		{"a.json", `{"consumer":{},"provider":{},"interactions":[]}`, "Pact"},
		{"a.json", `{"info":{},"item":[]}`, "Postman"},
	} {
		_, err := readRecording(tt.name, strings.NewReader(tt.text), nil)
		require.ErrorContains(t, err, "a recording of "+tt.tool, tt.text)
		assert.ErrorContains(t, err, tt.name+": ")
	}
}

func TestCassetteTooLarge(t *testing.T) {
	_, err := ReadCassette("c.yaml", &endless{piece: strings.Repeat("a", 1<<20), left: 100 << 20})
	assert.EqualError(t, err, "c.yaml: larger than 64 MiB: split it")
}

func TestCassetteGzip(t *testing.T) {
	for _, tt := range []struct {
		name  string
		plain []byte
		check func(t *testing.T, body []byte)
	}{
		{"an answer", []byte(`{"status":"success"}`), func(t *testing.T, body []byte) { assert.Equal(t, `{"status":"success"}`, string(body)) }},
		{"a bomb", make([]byte, maxRecorded+1), func(t *testing.T, body []byte) { assert.Len(t, body, maxRecorded) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var zipped bytes.Buffer
			zip := gzip.NewWriter(&zipped)
			_, err := zip.Write(tt.plain)
			require.NoError(t, err)
			require.NoError(t, zip.Close())
			text := cassetteOf(`{url: "`+sandboxAuth+`"}`, `{code: 200, headers: {content-encoding: [gzip]}, body: `+yamlBytes(zipped.Bytes())+`}`)
			all, err := ReadCassette("c.yaml", strings.NewReader(text))
			require.NoError(t, err)
			tt.check(t, all[0].Response.Body)
		})
	}
}

// yamlBytes writes any bytes as go-vcr does those that are no text.
func yamlBytes(b []byte) string {
	return "!!binary " + strconv.Quote(base64.StdEncoding.EncodeToString(b))
}

func TestReadFileByExtension(t *testing.T) {
	_, err := readRecording("traffic.pcap", strings.NewReader(""), nil)
	assert.EqualError(t, err, "traffic.pcap: must be a HAR file (.har, .json) or a go-vcr cassette (.yaml, .yml)")
	for _, name := range []string{"a.har", "a.HAR", "a.json"} {
		all, err := readRecording(name, strings.NewReader(`{"log":{"entries":[]}}`), nil)
		require.NoError(t, err, name)
		assert.Empty(t, all)
	}
	for _, name := range []string{"a.yaml", "a.yml"} {
		all, err := readRecording(name, strings.NewReader("version: 1\ninteractions: []\n"), nil)
		require.NoError(t, err, name)
		assert.Empty(t, all)
	}
}

func FuzzReadCassette(f *testing.F) {
	data, err := os.ReadFile("testdata/cassette.yaml")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(cassetteOf(`{url: "`+sandboxAuth+`", headers: {a: [b, c]}}`, `{code: -1, duration: 1s}`)))
	f.Add([]byte("version: 1\ninteractions: &a [*a]\n"))
	f.Add([]byte("a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadCassette("f.yaml", bytes.NewReader(data))
		checkRead(t, all, err)
	})
}
