package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// sandbox is the emulator verb in a process that is killed, with what its callers were told.
type sandbox struct {
	t       *testing.T
	command []string
	process *exec.Cmd
	url     string
	client  *payout.Client

	mu                          sync.Mutex
	told                        int
	inited, authorised, cancels map[string]string // requestIds by externalId
}

func (s *sandbox) start() {
	s.t.Helper()
	s.process = exec.Command(s.command[0], s.command[1:]...)
	s.process.Env = []string{}
	out, err := s.process.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, s.process.Start())
	url, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(s.t, err, "it does not begin")
	s.url = strings.TrimSpace(url)
	credentials, err := signing.NewCredentials(emulator.DefaultAPIKey, emulator.DefaultSecretKey)
	require.NoError(s.t, err)
	s.client, err = payout.New(credentials, payout.WithBaseURL(s.url), payout.WithoutRetries())
	require.NoError(s.t, err)
}

func (s *sandbox) kill() {
	s.t.Helper()
	require.NoError(s.t, s.process.Process.Kill())
	_ = s.process.Wait()
}

// load calls the service from four sides until so many calls were answered, then kills it in the middle of the others.
func (s *sandbox) load(ctx context.Context, round, answers int) {
	var workers sync.WaitGroup
	var killed atomic.Bool
	for worker := range 4 {
		workers.Go(func() {
			for n := 0; !killed.Load(); n++ {
				s.payOne(ctx, fmt.Sprintf("%d-%d-%d", round, worker, n), n%3 == 0)
				s.mu.Lock()
				if s.told >= answers && !killed.Swap(true) {
					s.kill()
				}
				s.mu.Unlock()
			}
		})
	}
	workers.Wait()
}

func (s *sandbox) payOne(ctx context.Context, externalID string, cancel bool) {
	recipient, err := payout.IBAN(emulator.TestRecipients()[0].IBAN, "Jane Customer")
	require.NoError(s.t, err)
	amount, err := payout.TRY("10.25")
	require.NoError(s.t, err)
	batch := payout.Batch{ExternalID: externalID, Purpose: gen.PurposeSalary}
	for line := range 3 {
		batch.Items = append(batch.Items, payout.Item{ExternalID: strconv.Itoa(line), Recipient: recipient, Amount: amount, Description: "load"})
	}
	result, err := s.client.Init(ctx, batch)
	if !s.tell(err, s.inited, externalID, result) {
		return
	}
	if cancel {
		_, err := s.client.Cancel(ctx, result.RequestID())
		s.tell(err, s.cancels, externalID, result)
		return
	}
	approval, err := result.ApproveAll()
	require.NoError(s.t, err)
	_, err = s.client.Auth(ctx, approval)
	s.tell(err, s.authorised, externalID, result)
}

// tell notes what a caller was told.
func (s *sandbox) tell(err error, fact map[string]string, externalID string, result *payout.InitResult) bool {
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told++
	fact[externalID] = result.RequestID()
	return true
}

// everything is the ledger, the balance and each mass payout, byte for byte.
func (s *sandbox) everything(ctx context.Context) (text string, ledger truth, balance money.Decimal) {
	answer, err := http.Get(s.url + "/_emulator/ledger")
	require.NoError(s.t, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	require.NoError(s.t, json.Unmarshal(data, &ledger))
	said, err := s.client.Balance(ctx)
	require.NoError(s.t, err)
	text = string(data) + said.Amount.Plain()
	for _, batch := range ledger.Batches {
		page, err := s.client.Retrieve(ctx, payout.ByRequestID(batch.RequestID), payout.Page{Size: 10})
		require.NoError(s.t, err)
		for _, part := range []any{page.Summary, page.Items, page.Paging} {
			encoded, err := json.Marshal(part)
			require.NoError(s.t, err)
			text += "\n" + string(encoded)
		}
	}
	return text, ledger, said.Amount
}

// A service that is killed in the middle of its work has forgotten nothing that it said, and has done nothing by halves.
func TestEmulatorStateSurvivesAKill(t *testing.T) {
	t.Parallel()
	kills := 3
	if text := os.Getenv("IYZIPAYOUT_KILLS"); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	file := filepath.Join(t.TempDir(), "sandbox.state")
	s := &sandbox{
		t: t, command: []string{build(t), "emulator", "--addr", "127.0.0.1:0", "--state", file, "--clock", "manual", "--random-seed", "1", "--balance", "100000", "--commission", "2.5"},
		inited: map[string]string{}, authorised: map[string]string{}, cancels: map[string]string{},
	}
	s.start()
	for round := range kills {
		s.load(t.Context(), round, 20*(round+1))
		s.start()
		before, ledger, balance := s.everything(t.Context())
		s.check(ledger, balance)

		refused, err := exec.Command(s.command[0], s.command[1:]...).CombinedOutput()
		require.Error(t, err, "a second process has the file")
		require.Contains(t, string(refused), "another process has the state file "+file+" open: stop it, or take another file")

		s.kill() // between two calls
		s.start()
		after, _, _ := s.everything(t.Context())
		require.Equal(t, before, after)
	}
	require.NoError(t, s.process.Process.Signal(os.Interrupt))
	require.NoError(t, s.process.Wait())
}

// check holds the ledger against what callers were told. A call that was cut off has taken effect as a whole or not at all.
func (s *sandbox) check(ledger truth, balance money.Decimal) {
	s.t.Helper()
	found := map[string]string{}
	left := money.FromInt(100_000)
	for _, batch := range ledger.Batches {
		require.Empty(s.t, found[batch.ExternalID], "%s is there twice", batch.ExternalID)
		found[batch.ExternalID] = batch.RequestID
		require.Len(s.t, batch.Items, 3, batch.ExternalID)
		require.LessOrEqual(s.t, batch.Authorized, 1)
		if batch.Authorized == 1 {
			left = left.Sub(money.MustParse("38.25")) // three lines of 10.25 and 2.50
		}
		if s.authorised[batch.ExternalID] != "" {
			assert.Equal(s.t, 1, batch.Authorized, "%s was authorised", batch.ExternalID)
		}
		if s.cancels[batch.ExternalID] != "" {
			assert.Equal(s.t, "CANCELED", batch.Status, batch.ExternalID)
		}
	}
	for externalID, requestID := range s.inited {
		assert.Equal(s.t, requestID, found[externalID], "%s is forgotten", externalID)
	}
	assert.True(s.t, left.Equal(balance), "the balance is %s, want %s", balance, left)
}

// What is left of planned faults, and what has happened, a kill does not change: a fault that was met is not met again.
func TestPlannedFaultsSurviveAKill(t *testing.T) {
	t.Parallel()
	s := &sandbox{t: t, command: []string{build(t), "emulator", "--addr", "127.0.0.1:0", "--state", filepath.Join(t.TempDir(), "sandbox.state"), "--clock", "manual"},
		inited: map[string]string{}, authorised: map[string]string{}, cancels: map[string]string{}}
	s.start()
	faults := func() string {
		answer, err := http.Get(s.url + "/_emulator/faults")
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return string(text)
	}
	planned, err := http.Post(s.url+"/_emulator/faults", "application/json", strings.NewReader(`{"faults": [
		{"kind": "reset_after_commit", "operation": "authMassPayout"}, {"kind": "slow", "nth": 9, "for": "1ms"}, {"kind": "code_50000", "operation": "getMassPayoutBalance", "every": true}]}`))
	require.NoError(t, err)
	require.NoError(t, planned.Body.Close())
	s.kill()
	s.start()
	require.JSONEq(t, `{"faults": [{"kind": "reset_after_commit", "operation": "authMassPayout", "nth": 1, "times": 1}, {"kind": "slow", "nth": 9, "times": 1, "for": "1ms"},
		{"kind": "code_50000", "operation": "getMassPayoutBalance", "nth": 1, "every": true}], "met": {}}`, faults())

	s.payOne(t.Context(), "p", false) // an init, and an auth whose answer is lost
	_, err = s.client.Balance(t.Context())
	require.Error(t, err)
	s.kill()
	s.start()
	require.JSONEq(t, `{"faults": [{"kind": "slow", "nth": 6, "times": 1, "for": "1ms"}, {"kind": "code_50000", "operation": "getMassPayoutBalance", "nth": 1, "every": true}],
		"met": {"reset_after_commit": 1, "code_50000": 1}}`, faults())
	answer, err := http.Get(s.url + "/_emulator/ledger")
	require.NoError(t, err)
	defer answer.Body.Close()
	var ledger truth
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&ledger))
	require.Len(t, ledger.Batches, 1)
	assert.Equal(t, 1, ledger.Batches[0].Authorized)
	assert.Empty(t, s.authorised, "the answer was lost")
	s.kill()
}
