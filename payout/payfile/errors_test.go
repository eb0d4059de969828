package payfile_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func TestFileErrorSpellsOutTen(t *testing.T) {
	text := head
	for i := range 12 {
		text += row(fmt.Sprint(i), "x")
	}
	_, err := readCSV(text)
	message := err.Error()
	assert.True(t, strings.HasPrefix(message, "pay.csv: cannot be used: 12 problems\n  line 2: amount: must be"), message)
	assert.Contains(t, message, "\n  line 11: amount: ")
	assert.NotContains(t, message, "line 12")
	assert.True(t, strings.HasSuffix(message, "\n  and 2 more"), message)
	assert.NotContains(t, message, "was not read")
	assert.Len(t, problemsOf(t, err), 12)

	_, err = readCSV(head + strings.Repeat(row("", "1"), 10))
	assert.NotContains(t, err.Error(), "more")
}

func TestErrorsGiveWhatIsBehindThem(t *testing.T) {
	_, err := readJSONL(object("100", `"x"`))
	require.ErrorIs(t, err, money.ErrSyntax)
	problem, ok := errors.AsType[*payfile.LineError](err)
	require.True(t, ok)
	assert.Equal(t, "pay.jsonl", problem.File)
	assert.Equal(t, 1, problem.Line)
	assert.Equal(t, "amount", problem.Field)
	assert.False(t, problem.Final)

	assert.Equal(t, "payfile: cannot be used: 0 problems", (&payfile.FileError{}).Error())
	nameless := &payfile.LineError{Line: 3, Field: "amount", Message: "is missing"}
	assert.Equal(t, "payfile: line 3: amount: is missing", nameless.Error())
	assert.Equal(t, "payfile: cannot be used: 1 problem\n  line 3: amount: is missing", (&payfile.FileError{Problems: []*payfile.LineError{nameless}}).Error())
}

func TestReaderThatFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	for name, r := range map[string]io.Reader{
		"at once":                        iotest.ErrReader(broken),
		"after the header":               io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken)),
		"after a line":                   io.MultiReader(strings.NewReader(head+row("1", "100")), iotest.ErrReader(broken)),
		"inside a line":                  io.MultiReader(strings.NewReader(head+"1;MEMBER_ID"), iotest.ErrReader(broken)),
		"at the end of an unended line":  io.MultiReader(strings.NewReader(strings.TrimSpace(head+row("1", "100"))), iotest.ErrReader(broken)),
		"together with data":             iotest.DataErrReader(io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken))),
		"in the middle of UTF-16 (mark)": io.MultiReader(strings.NewReader("\xff\xfei\x00d\x00"), iotest.ErrReader(broken)),
	} {
		t.Run(name, func(t *testing.T) {
			items, err := payfile.ReadAll("pay.csv", r)
			require.Nil(t, items)
			require.ErrorIs(t, err, broken)
			assert.Contains(t, err.Error(), "cannot be read: the disk is gone")
			assert.Contains(t, err.Error(), "the rest of it was not read")
		})
	}
}

func TestReaderThatGivesOneByteAtATime(t *testing.T) {
	items, err := payfile.ReadAll("pay.csv", iotest.OneByteReader(strings.NewReader("\ufeff"+head+row("1", "100")+row("2", "7,5"))))
	require.NoError(t, err)
	assert.Len(t, items, 2)
}
