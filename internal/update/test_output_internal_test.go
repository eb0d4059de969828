package update

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestByPlace(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"a/b.go:7: one (and 2 more like it)", "a/b.go:70: another", "codes: TestQuiet failed"},
		byPlace([]string{"a/b.go:7: one", "a/b.go:7: two", "a/b.go:70: another", "a/b.go:7:3: three", "codes: TestQuiet failed"}))
}

func TestComplaints(t *testing.T) {
	t.Parallel()
	const out = `ok  	github.com/iyzipayout/iyzipayout/money	0.1s
# github.com/iyzipayout/iyzipayout/emulator [github.com/iyzipayout/iyzipayout/emulator.test]
emulator/answer.go:12:3: undefined: gen.Gone
./emulator/batch.go:7:1: missing return
FAIL	github.com/iyzipayout/iyzipayout/emulator [build failed]
--- FAIL: TestA (0.00s)
    --- FAIL: TestA/inner (0.00s)
        a_test.go:7: 
            	Error Trace:	/root/repo/spec/a_test.go:7
            	            				/root/repo/spec/a_test.go:3
            	Error:      	Not equal: 
            	            	expected: "a"
            	            	actual  : "b"
            	Test:       	TestA/inner
            	Messages:   	say why
        a_test.go:9: 
            	Error Trace:	github.com/iyzipayout/iyzipayout/spec/a_test.go:9
            	Error:      	Should be true
            	Test:       	TestA/inner
    b_test.go:12: plainly wrong
FAIL
FAIL	github.com/iyzipayout/iyzipayout/spec	0.2s
--- FAIL: TestQuiet (0.00s)
FAIL
FAIL	github.com/iyzipayout/iyzipayout/codes	0.2s
--- FAIL: TestBoom (0.00s)
    boom_test.go:3: [rapid] OK, passed 100 tests (2s)
panic: boom
FAIL	github.com/iyzipayout/iyzipayout/signing	0.2s
FAIL
`
	assert.Equal(t, []string{
		"emulator/answer.go:12:3: undefined: gen.Gone",
		"emulator/batch.go:7:1: missing return",
		`spec/a_test.go:7: TestA/inner: Not equal: expected: "a": say why`,
		"spec/a_test.go:9: TestA/inner: Should be true",
		"spec/b_test.go:12: plainly wrong",
		"codes: TestQuiet failed",
		"signing: TestBoom: panic: boom",
	}, complaints(out, "/root/repo"))
	assert.Equal(t, []string{"specgen: POST /x: needs an operationId"},
		complaints("specgen: POST /x: needs an operationId\nexit status 1\ngen/doc.go:8: running \"go\": exit status 1\n", "."))
	assert.Empty(t, complaints("ok  \tall\n", "."))
	assert.Equal(t, []string{"spec/openapi.yaml.go:3: half"}, complaints("spec/openapi.yaml.go:3: half", "."))
}
