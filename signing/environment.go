package signing

import "github.com/iyzipayout/iyzipayout/signing/internal/scheme"

// Environment is one of the two installations of iyzico. Each has its own keys;
// a key of one is unknown to the other (errorCode 1001).
type Environment string

// The environments of iyzico.
const (
	Sandbox    Environment = scheme.Sandbox
	Production Environment = scheme.Production
)

// Host returns the host name of the environment's API, or "" for an unknown
// environment. Source: docs.iyzico.com.
func (e Environment) Host() string {
	switch e {
	case Sandbox:
		return scheme.SandboxHost
	case Production:
		return scheme.ProductionHost
	default:
		return ""
	}
}
