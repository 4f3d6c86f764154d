/* A disk that fills, fails or loses its power at a chosen call.
 *
 * Preloaded before the C library. `disk_arm` says beneath which folder calls are counted, at which of
 * them (the first is 0) something goes wrong, and what; until then, and elsewhere, nothing differs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum mode {
  OFF,
  FULL,         /* from that call on, whatever needs room fails with ENOSPC */
  FULL_ONCE,    /* that call alone fails with ENOSPC */
  SHORT,        /* that write is done by half, and from then on the disk is full */
  SHORT_ONCE,   /* that write is done by half */
  NO_SYNC,      /* from that call on, fsync and fdatasync fail with EIO */
  NO_SYNC_ONCE, /* that fsync or fdatasync fails with EIO */
  KILL_BEFORE,  /* the process is killed before that call */
  KILL_AFTER,   /* the process is killed after that call */
  TORN          /* that write is done by half, and the process is killed */
};

enum call { ROOM, WRITE, SYNC, NAME };

static char folder[PATH_MAX];
static size_t folder_length;
static long at, counted;
static int mode = OFF;

void disk_arm(const char *beneath, long number, int what) {
  if (!realpath(beneath, folder)) abort();
  folder_length = strlen(folder);
  at = number;
  counted = 0;
  mode = what;
}

void disk_disarm(void) { mode = OFF; }

long disk_counted(void) { return counted; }

static int path_counts(const char *path) {
  if (mode == OFF || !path) return 0;
  if (!strncmp(path, folder, folder_length)) return path[folder_length] == '/';
  if (path[0] == '/') return 0;
  char here[PATH_MAX];
  return getcwd(here, sizeof here) && !strncmp(here, folder, folder_length);
}

static int counts(int fd) {
  if (mode == OFF) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return path_counts(path);
}

/* What the next counted call of a kind comes to: 0 for nothing, an errno, or -1 for a half write. */
static int fate(enum call call) {
  int is_sync = call == SYNC;
  if ((mode == NO_SYNC || mode == NO_SYNC_ONCE) != is_sync && mode < KILL_BEFORE) return 0;
  if ((mode == SHORT || mode == SHORT_ONCE) && call != WRITE && counted <= at) return 0;
  if (mode == TORN && call != WRITE) return 0;
  long mine = counted++;
  if (mine < at) return 0;
  switch (mode) {
    case FULL: return ENOSPC;
    case FULL_ONCE: return mine == at ? ENOSPC : 0;
    case SHORT: return mine == at ? -1 : ENOSPC;
    case SHORT_ONCE: return mine == at ? -1 : 0;
    case NO_SYNC: return EIO;
    case NO_SYNC_ONCE: return mine == at ? EIO : 0;
    case KILL_BEFORE: if (mine == at) raise(SIGKILL); return 0;
    case TORN: return mine == at ? -1 : 0;
    default: return 0;
  }
}

static void afterwards(void) {
  int keep = errno;
  if (mode == KILL_AFTER && counted == at + 1) raise(SIGKILL);
  errno = keep;
}

static size_t half(size_t length) {
  return length / 2 ? length / 2 : length;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);

#define REFUSED(kind, fd) \
  int wrong = 0, counted_here = counts(fd); \
  if (counted_here && (wrong = fate(kind)) > 0) { errno = wrong; return -1; }

ssize_t write(int fd, const void *data, size_t length) {
  REAL(write)
  REFUSED(WRITE, fd)
  ssize_t done = real(fd, data, wrong < 0 ? half(length) : length);
  if (wrong < 0 && mode == TORN) raise(SIGKILL);
  if (counted_here) afterwards();
  return done;
}

#define PWRITE(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
    REAL(name) \
    REFUSED(WRITE, fd) \
    ssize_t done = real(fd, data, wrong < 0 ? half(length) : length, offset); \
    if (wrong < 0 && mode == TORN) raise(SIGKILL); \
    if (counted_here) afterwards(); \
    return done; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type) \
  int name(int fd, offset_type length) { \
    REAL(name) \
    REFUSED(ROOM, fd) \
    int done = real(fd, length); \
    if (counted_here) afterwards(); \
    return done; \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, offset_type) \
  int name(int fd, int how, offset_type offset, offset_type length) { \
    REAL(name) \
    REFUSED(ROOM, fd) \
    int done = real(fd, how, offset, length); \
    if (counted_here) afterwards(); \
    return done; \
  }
ALLOCATE(fallocate, off_t)
ALLOCATE(fallocate64, off64_t)

/* What Python copies files with. */
#define SEND(name, offset_type) \
  ssize_t name(int fd, int from, offset_type *offset, size_t length) { \
    REAL(name) \
    REFUSED(ROOM, fd) \
    ssize_t done = real(fd, from, offset, length); \
    if (counted_here) afterwards(); \
    return done; \
  }
SEND(sendfile, off_t)
SEND(sendfile64, off64_t)

#define SYNC_CALL(name) \
  int name(int fd) { \
    REAL(name) \
    REFUSED(SYNC, fd) \
    int done = real(fd); \
    if (counted_here) afterwards(); \
    return done; \
  }
SYNC_CALL(fsync)
SYNC_CALL(fdatasync)

static int makes_name(const char *path, int flags) {
  return (flags & O_CREAT) && path_counts(path) && access(path, F_OK);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name) \
    mode_t rights = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
      va_list more; \
      va_start(more, flags); \
      rights = va_arg(more, mode_t); \
      va_end(more); \
    } \
    int wrong = 0, counted_here = makes_name(path, flags); \
    if (counted_here && (wrong = fate(NAME)) > 0) { errno = wrong; return -1; } \
    int done = real(path, flags, rights); \
    if (counted_here) afterwards(); \
    return done; \
  }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t rights) {
  REAL(mkdir)
  int wrong = 0, counted_here = path_counts(path);
  if (counted_here && (wrong = fate(NAME)) > 0) { errno = wrong; return -1; }
  int done = real(path, rights);
  if (counted_here) afterwards();
  return done;
}

#define TWO_NAMES(name) \
  int name(const char *from, const char *to) { \
    REAL(name) \
    int wrong = 0, counted_here = path_counts(to); \
    if (counted_here && (wrong = fate(NAME)) > 0) { errno = wrong; return -1; } \
    int done = real(from, to); \
    if (counted_here) afterwards(); \
    return done; \
  }
TWO_NAMES(rename)
TWO_NAMES(link)

int unlink(const char *path) {
  REAL(unlink)
  int counted_here = mode >= KILL_BEFORE && path_counts(path);
  if (counted_here) fate(NAME);
  int done = real(path);
  if (counted_here) afterwards();
  return done;
}
