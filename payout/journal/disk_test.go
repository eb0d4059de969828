package journal_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/journal"
)

// badDisk has room for so many bytes, and may fail to confirm them.
type badDisk struct {
	journal.Disk
	room              int
	sync, dir, create error
	synced            *int
}

func (d *badDisk) Open(path string) (journal.File, error) {
	if d.create != nil {
		return nil, d.create
	}
	f, err := d.Disk.Open(path)
	return &badFile{f, d}, err
}

func (d *badDisk) SyncDir(dir string) error {
	if d.dir != nil {
		return d.dir
	}
	return d.Disk.SyncDir(dir)
}

type badFile struct {
	journal.File
	disk *badDisk
}

func (f *badFile) WriteAt(p []byte, at int64) (int, error) {
	if len(p) <= f.disk.room {
		f.disk.room -= len(p)
		return f.File.WriteAt(p, at)
	}
	n, _ := f.File.WriteAt(p[:f.disk.room], at)
	f.disk.room = 0
	return n, syscall.ENOSPC
}

func (f *badFile) Sync() error {
	if f.disk.synced != nil {
		*f.disk.synced++
	}
	if f.disk.sync != nil {
		return f.disk.sync
	}
	return f.File.Sync()
}

// A disk that is full after any number of bytes: Append says so, and every record that it confirmed is there afterwards.
func TestFullDisk(t *testing.T) {
	for room := range 115 { // one byte less than all of it
		s := newStore(t, t.TempDir())
		j := open(t, s.On(&badDisk{Disk: journal.System(), room: room}))
		confirmed := []string{}
		var failed error
		for _, r := range []string{"first", "second", "third", "fourth"} {
			if err := j.Append(t.Context(), []byte(r)); err != nil {
				failed = err
				continue
			}
			require.NoError(t, failed, "after a failure nothing is confirmed")
			confirmed = append(confirmed, r)
		}
		require.ErrorIs(t, failed, syscall.ENOSPC)
		require.NoError(t, j.Close())

		j = open(t, s) // there is room again
		require.Equal(t, confirmed, records(t, j))
		require.NoError(t, j.Append(t.Context(), []byte("next")))
		require.NoError(t, j.Close())
		j = open(t, s)
		require.Equal(t, append(confirmed, "next"), records(t, j))
		require.NoError(t, j.Close())
	}
}

func TestUnconfirmedIsAnError(t *testing.T) {
	for name, disk := range map[string]*badDisk{
		"the file cannot be made":       {create: syscall.EROFS},
		"the file is not confirmed":     {sync: syscall.EIO, room: 1000},
		"the folder is not confirmed":   {dir: syscall.EIO, room: 1000},
		"there is not room for a byte":  {},
		"there is room for the header":  {room: 21},
		"there is room for a lone line": {room: 40},
	} {
		t.Run(name, func(t *testing.T) {
			disk.Disk = journal.System()
			s := newStore(t, t.TempDir())
			j := open(t, s.On(disk))
			first := j.Append(t.Context(), []byte("first"))
			require.Error(t, first)
			disk.create, disk.sync, disk.dir, disk.room = nil, nil, nil, 1000
			require.ErrorContains(t, j.Append(t.Context(), []byte("second")), "cannot be written any more")
			require.NoError(t, j.Close())
		})
	}
}

// A record is confirmed only after the disk was asked to keep it.
func TestEveryAppendIsSynced(t *testing.T) {
	synced := 0
	s := newStore(t, t.TempDir())
	j := open(t, s.On(&badDisk{Disk: journal.System(), room: 1000, synced: &synced}))
	for n := range 3 {
		require.NoError(t, j.Append(t.Context(), []byte("record")))
		require.Equal(t, n+1, synced)
	}
	require.NoError(t, j.Close())
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		// root writes wherever it wants: the disk stands in for the folder.
		s := newStore(t, t.TempDir())
		j := open(t, s.On(&badDisk{Disk: journal.System(), create: syscall.EACCES}))
		require.ErrorIs(t, j.Append(t.Context(), []byte("1")), syscall.EACCES)
		require.NoError(t, j.Close())
		return
	}
	dir := t.TempDir()
	s := newStore(t, dir)
	require.NoError(t, os.Chmod(dir, 0o500))
	_, err := journal.New(dir)
	require.ErrorContains(t, err, "cannot be written to")
	_, err = s.Open(t.Context(), "payroll")
	require.ErrorIs(t, err, os.ErrPermission)
}

func TestUnreadableFile(t *testing.T) {
	s := newStore(t, t.TempDir())
	require.NoError(t, os.Mkdir(s.Path("payroll"), 0o700))
	_, err := s.Open(t.Context(), "payroll")
	require.Error(t, err)
	require.False(t, errors.Is(err, os.ErrNotExist))
}
