package emulator

import "github.com/iyzipayout/iyzipayout/gen"

// cancel answers cancelMassPayout: it gives up a batch that was not authorised. Of any other it is refused.
func (e *Emulator) cancel(c *call) (*answer, *failure) {
	b, f := e.store.find(c.parameter, "")
	if f != nil {
		return nil, f
	}
	if status := b.status(e.settings.Behaviour); status != gen.MassPayoutStatusInit {
		return nil, wrongStatus(status)
	}
	b.ended, b.canceledAt = gen.MassPayoutStatusCanceled, c.now
	return c.success(), nil
}
