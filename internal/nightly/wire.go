package nightly

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// wireDir is the folder of the contract run's own report, within the job's.
const wireDir = "wire"

// wire plays the scenarios against the service.
func (j *job) wire(ctx context.Context) (report.Section, error) {
	o, err := j.wireOptions()
	if err != nil {
		return report.Section{}, err
	}
	watch := &watch{next: o.Transport}
	if watch.next == nil {
		watch.next = http.DefaultTransport
	}
	o.Transport = watch
	if err := answers(ctx, o, watch); err != nil {
		return report.Section{}, err
	}
	unanswered := map[string]bool{}
	told := o.Progress
	o.Progress = func(s live.Scenario) {
		unanswered[s.Name] = watch.unanswered.Swap(0) > 0
		if told != nil {
			told(s)
		}
	}
	watch.unanswered.Store(0)
	result, err := live.Run(ctx, o)
	if err != nil {
		return report.Section{}, err
	}
	part := report.Section{Text: fmt.Sprintf("%s; %d exchanges with %s, %d findings.", result.Summary(), result.Exchanges, result.Target, len(result.Findings()))}
	if !o.AllowAuth {
		part.Text += " Scenarios that move money were not allowed."
	}
	for _, s := range result.Scenarios {
		part.Cases = append(part.Cases, j.scenarioCase(s, unanswered[s.Name]))
	}
	if result.Count(live.Passed, live.Drifted, live.Failed) == 0 {
		part.State = report.CouldNotRun
	}
	if err := result.Write(filepath.Join(j.options.Dir, wireDir)); err != nil {
		return part, err
	}
	part.Links = []report.Link{
		{File: path.Join(wireDir, live.HTMLFile), Text: "what was exercised, and every finding with its request and answer"},
		{File: path.Join(wireDir, "report.json"), Text: "the same for programs"},
	}
	return part, nil
}

func (j *job) wireOptions() (live.Options, error) {
	o := j.options.Wire
	keys, err := j.options.Keys()
	if err != nil {
		return o, err
	}
	o.Credentials = keys
	if o.BaseURL == "" {
		o.BaseURL = payout.SandboxURL
	}
	if err := refuseProduction(o); err != nil {
		return o, err
	}
	data, err := j.readDocument()
	if err != nil {
		return o, err
	}
	if o.Document, err = spec.Parse(j.document(), data); err != nil {
		return o, err
	}
	if o.Baseline == nil {
		o.Baseline, err = contract.DefaultBaseline()
	}
	return o, err
}

// refuseProduction: every night would leave mass payouts behind and, with AllowAuth, pay them.
func refuseProduction(o live.Options) error {
	const word = "the nightly job makes mass payouts: "
	if o.Credentials.Environment() != signing.Sandbox {
		return errors.New(word + "the keys must be those of the sandbox, which begin with sandbox-")
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil { // the error would repeat the text, which may hold a password
		return errors.New("the base URL is not a URL")
	}
	production, err := url.Parse(payout.ProductionURL)
	if err != nil {
		return err
	}
	if strings.EqualFold(strings.TrimSuffix(u.Hostname(), "."), production.Hostname()) {
		return errors.New(word + "it never calls " + production.Hostname())
	}
	return nil
}

// answers asks for the balance, which changes nothing, before anything else is. Whether the network is down, the service is,
// or it does not take the keys: that is not a drift, and no scenario could tell anything.
func answers(ctx context.Context, o live.Options, w *watch) error {
	client, err := payout.New(o.Credentials, payout.WithBaseURL(o.BaseURL), payout.WithHTTPClient(&http.Client{Transport: w}))
	if err != nil {
		return err
	}
	_, err = client.Balance(ctx)
	switch status := int(w.status.Load()); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.New("the run was interrupted")
	case errors.Is(err, payout.ErrInvalidSignature), errors.Is(err, payout.ErrUnknownCredentials):
		return fmt.Errorf("the service does not take the keys; they are wrong, or it is signed in another way now: %w", err)
	case errors.Is(err, payout.ErrNotEnabled), errors.Is(err, payout.ErrAccountSuspended):
		return fmt.Errorf("the service does not work for this merchant: %w", err)
	case status == 0:
		return fmt.Errorf("the service does not answer: %w", err)
	case unusable(status):
		return fmt.Errorf("the service is not to be used now (HTTP %d): %w", status, err)
	}
	return nil // whatever else is wrong with the balance, the scenarios find it
}

// scenarioCase is what became of a scenario. One that failed while calls had no answer tells nothing. The exchanges are in the
// report of the run itself.
func (j *job) scenarioCase(s live.Scenario, unanswered bool) report.Case {
	c := s.Case()
	c.File, c.Duration, c.Exchanges, c.Known = filepath.ToSlash(j.document()), 0, nil, nil
	if s.Outcome == live.Failed && unanswered {
		c.State, c.Findings = report.CouldNotRun, nil
	}
	return c
}
