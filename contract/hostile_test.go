package contract

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// allocated is how many bytes a call takes from the heap in all.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestHugeBody: a body of 100 MB is reported and not read.
func TestHugeBody(t *testing.T) {
	c := today(t)
	e := base(0, false).make(c.operation(t, "retrieve")).exchange(t)
	e.Response.Body = bytes.Repeat([]byte(`{"a":1},`), 100<<20/8)
	var found []Finding
	used := allocated(func() { found = c.Check(e) })
	require.Equal(t, []Kind{drift.BodySize}, kinds(found))
	assert.Less(t, used, uint64(1<<20))
	e.Response.Body, e.Request.Body = []byte("{}"), e.Response.Body
	assert.Less(t, allocated(func() { found = c.Check(e) }), uint64(1<<20))
	require.Contains(t, kinds(found), Kind(drift.BodySize))
}

func TestMaxBody(t *testing.T) {
	c := today(t)
	e := base(0, false).make(c.operation(t, "auth")).exchange(t)
	e.Response.Body = append(e.Response.Body, bytes.Repeat([]byte(" "), MaxBody-len(e.Response.Body))...)
	assert.Empty(t, c.Check(e))
	e.Response.Body = append(e.Response.Body, ' ')
	found := c.Check(e)
	require.Len(t, found, 1)
	assert.Equal(t, "has 16777217 bytes, 16777216 are looked at", found[0].Message)
}

// TestHostileBodies: each is small enough to be read and would take an attacker's time and memory out of a naive checker.
func TestHostileBodies(t *testing.T) {
	c := today(t)
	c = today(t, WithBaseline(c.Learn(recordings(t, c)...)))
	const depth = 9000 // the decoder gives up at 10,000
	// Under the race detector megabytes take minutes; that what is too much is refused is proved without it.
	many, million := 100_000, 1<<20
	if raceDetector {
		many, million = 2_000, 1<<14
	}
	var unknown, similar strings.Builder
	for i := range many {
		unknown.WriteString(`,"k` + strconv.Itoa(i) + `":0`)
		similar.WriteString(`,"massPayoutStatu` + strconv.Itoa(i) + `":0`)
	}
	tests := map[string]struct {
		body string
		want Kind
	}{
		"deep lists":                {strings.Repeat("[", depth) + strings.Repeat("]", depth), drift.Type},
		"deeper than any decoder":   {strings.Repeat("[", million), drift.NotJSON},
		"deep with duplicates":      {strings.Repeat(`{"a":0,"a":`, depth) + "0" + strings.Repeat("}", depth), drift.DuplicateKey},
		"duplicates far below":      {strings.Repeat(`{"a":`, depth) + "{" + strings.Repeat(`"b":0,`, many) + `"b":0}` + strings.Repeat("}", depth), drift.DuplicateKey},
		"many unknown members":      {`{"a":0` + unknown.String() + "}", drift.UnknownProperty},
		"many similar members":      {`{"massPayout":{"a":0` + similar.String() + "}}", drift.UnknownProperty},
		"many items":                {`{"massPayoutItems":{"items":[` + strings.Repeat("{},", many) + "{}]}}", drift.Disappeared},
		"many values":               {"[" + strings.Repeat("0,", 2<<20) + "0]", drift.BodySize},
		"many values of no use":     {`{"massPayoutItems":{"items":[` + strings.Repeat("[],", 2<<20) + "[]]}}", drift.BodySize},
		"a long number":             {`{"systemTime":` + strings.Repeat("9", million) + "}", drift.NumberRange},
		"a long exponent":           {`{"systemTime":1e` + strings.Repeat("9", million) + "}", drift.NumberRange},
		"a long name":               {`{"` + strings.Repeat("n", million) + `":0}`, drift.UnknownProperty},
		"a long enum word":          {`{"status":"` + strings.Repeat("n", million) + `"}`, drift.Enum},
		"many surrogates":           {`{"` + strings.Repeat(`\ud800`, million/8) + `":0}`, drift.Surrogate},
		"many names with a fault":   {"{" + strings.Repeat(`"\ud800":0,`, million/8) + `"a":0}`, drift.Surrogate},
		"many second documents":     {strings.Repeat("{}", million), drift.TrailingData},
		"trailing half of a second": {"{}" + strings.Repeat("[", million), drift.TrailingData},
	}
	if raceDetector {
		delete(tests, "many values")
		delete(tests, "many values of no use")
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := base(0, false).make(c.operation(t, "retrieve")).exchange(t)
			e.Response.Body = []byte(tt.body)
			var found []Finding
			used := allocated(func() { found = c.Check(e) })
			assert.Contains(t, kinds(found), tt.want)
			assert.LessOrEqual(t, len(found), mostFindings)
			assert.Less(t, used, uint64(512<<20))
			t.Logf("%d bytes, %d findings, %d MB allocated", len(tt.body), len(found), used>>20)
		})
	}
}

// TestManyFindings: what is left out is said, and a drifted request does not hide a drifted answer.
func TestManyFindings(t *testing.T) {
	c := today(t)
	e := base(0, false).make(c.operation(t, "init")).exchange(t)
	e.Request.Body = []byte("{" + strings.Repeat(`"a":0,`, 5000) + `"b":0}`)
	e.Response.Body = []byte(`{"status":"neither"}`)
	found := c.Check(e)
	require.NotEmpty(t, found)
	requests := 0
	for _, f := range found {
		if f.Direction == InRequest {
			requests++
		}
	}
	assert.LessOrEqual(t, requests, mostFindings)
	assert.Contains(t, kinds(found), Kind(drift.Enum))
	said := false
	for _, f := range found {
		said = said || strings.Contains(f.Message, "only the first 1000 findings of a request are kept")
	}
	assert.True(t, said)
}
