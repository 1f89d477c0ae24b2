// libfaketime 0.9.10 moves every timer of timerfd by as much as the time of day, also those of clocks it leaves alone, by which Swift
// sleeps: a second would take a day. Loaded before it, these leave timers alone.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int timer, int flags, const struct itimerspec *time, struct itimerspec *before) {
    return syscall(SYS_timerfd_settime, timer, flags, time, before);
}

int timerfd_gettime(int timer, struct itimerspec *time) {
    return syscall(SYS_timerfd_gettime, timer, time);
}
