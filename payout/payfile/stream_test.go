package payfile_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func TestReadGoesOnAfterABadLine(t *testing.T) {
	text := head + row("1", "100") + row("", "x") + "\n" + row("1", "200") + `4;"` + "\n" + row("5", "100")
	var got []string
	for r, err := range payfile.Read("pay.csv", strings.NewReader(text)) {
		if err != nil {
			assert.Equal(t, payfile.Row{Line: r.Line}, r)
			problem, ok := err.(*payfile.LineError)
			require.True(t, ok)
			got = append(got, fmt.Sprintf("%d %s final=%v", r.Line, problem.Field, problem.Final))
			continue
		}
		got = append(got, fmt.Sprintf("%d %s", r.Line, describe(r.Item)))
	}
	assert.Equal(t, []string{
		"2 1|MEMBER_ID|2228853||100 TRY|Bonus",
		"3 itemExternalId final=false",
		"3 amount final=false",
		"5 1|MEMBER_ID|2228853||200 TRY|Bonus",
		"6  final=true",
	}, got)
}

func TestReadStopsWhenItIsTold(t *testing.T) {
	for _, text := range []string{head + row("1", "100") + row("2", "100"), head + row("", "x") + row("2", "100"), "no header"} {
		n := 0
		for range payfile.Read("pay.csv", strings.NewReader(text)) {
			n++
			break
		}
		assert.Equal(t, 1, n)
	}
}

// endless repeats a text and counts what was taken.
type endless struct {
	text  string
	taken int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.taken%len(e.text):])
	e.taken += n
	return n, nil
}

func TestReadTakesNoMoreThanItNeeds(t *testing.T) {
	lines := &endless{text: row("1", "100")}
	n := 0
	for _, err := range payfile.Read("pay.csv", io.MultiReader(strings.NewReader(head), lines)) {
		require.NoError(t, err)
		if n++; n == 10_000 {
			break
		}
	}
	assert.LessOrEqual(t, lines.taken, 10_000*len(lines.text)+64<<10)
}

func TestReadGivesUpOnALineWithoutEnd(t *testing.T) {
	for _, start := range []string{"", head, head + row("1", "100"), head + `1;"`} {
		line := &endless{text: "x"}
		_, err := payfile.ReadAll("pay.csv", io.MultiReader(strings.NewReader(start), line))
		require.ErrorContains(t, err, "is longer than 65536 bytes")
		assert.LessOrEqual(t, line.taken, 128<<10)
	}
}

func TestAnOpenQuotationMarkDoesNotSwallowTheFile(t *testing.T) {
	lines := &endless{text: row("1", "100")}
	_, err := payfile.ReadAll("pay.csv", io.MultiReader(strings.NewReader(head+"0;\"MEMBER_ID\n"), lines))
	require.ErrorContains(t, err, "line 2: a quoted value does not end on its line")
	assert.LessOrEqual(t, lines.taken, 64<<10)
}
