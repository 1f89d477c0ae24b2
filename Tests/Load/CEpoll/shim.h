// The C library's module leaves epoll out.
#include <sys/epoll.h>
