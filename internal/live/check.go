package live

import (
	"errors"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// judge checks the exchanges of a scenario and fills in what is to be shown of them.
func (r *run) judge(result *Scenario, s scenario.Scenario, exchanges []contract.Exchange, err error) {
	found := r.checker.CheckFlow(exchanges)
	unexpected, known, missing := scenario.Excuse(found, s.Known)
	if err == nil {
		err = notBorneOut(missing)
	}
	secrets := r.masker.secrets(exchanges)
	result.Outcome = Passed
	if len(unexpected) > 0 {
		result.Outcome = Drifted
	}
	if err != nil {
		result.Outcome, result.Reason = Failed, secrets.text(err.Error())
	}
	for i, x := range exchanges {
		if err != nil || concerns(unexpected, i) || concerns(known, i) {
			result.Exchanges = append(result.Exchanges, r.masker.exchange(i, x, found, secrets))
		}
	}
	result.Findings = shown(result.Name, unexpected, secrets)
	result.Known = shown(result.Name, known, secrets)
}

// notBorneOut is the error of a scenario whose known drifts did not show: its list is out of date.
func notBorneOut(missing []scenario.Known) error {
	var errs []error
	for _, k := range missing {
		errs = append(errs, fmt.Errorf("a known drift did not show: %s", k))
	}
	return errors.Join(errs...)
}

func concerns(findings []contract.Finding, entry int) bool {
	return slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Entry == entry })
}

// shown is findings as they may leave the package.
func shown(name string, findings []contract.Finding, s secrets) []contract.Finding {
	all := []contract.Finding{}
	for _, f := range findings {
		f.File, f.Pointer, f.Message = name, s.text(f.Pointer), s.text(f.Message)
		all = append(all, f)
	}
	return all
}
