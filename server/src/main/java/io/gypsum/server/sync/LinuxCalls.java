package io.gypsum.server.sync;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Functions of the C library of Linux. */
final class LinuxCalls {
  /** {@code O_RDONLY | O_CLOEXEC}, the same on all processors that Java supports. */
  private static final int READ_AND_CLOSE_ON_EXEC = 0x80000;
  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int ENOSPC = 28;
  private static final String ERRNO = "errno";
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement(ERRNO));

  private final MethodHandle open;
  private final MethodHandle syncfs;
  private final MethodHandle close;

  private LinuxCalls(MethodHandle open, MethodHandle syncfs, MethodHandle close) {
    this.open = open;
    this.syncfs = syncfs;
    this.close = close;
  }

  /** @throws IOException when the C library lacks a function */
  static LinuxCalls link() throws IOException {
    return new LinuxCalls(
        function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2)),
        function("syncfs", ofDescriptor()), function("close", ofDescriptor()));
  }

  private static FunctionDescriptor ofDescriptor() {
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  }

  /** Called only if native access is enabled; the types are those of the C library. */
  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... more) throws IOException {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    MemorySegment address =
        library.find(name)
            .orElseThrow(() -> new IOException("the C library has no function " + name));
    Linker.Option[] options = new Linker.Option[more.length + 1];
    options[0] = Linker.Option.captureCallState(ERRNO);
    System.arraycopy(more, 0, options, 1, more.length);
    return linker.downcallHandle(address, type, options);
  }

  /**
   * Opens a file or directory for reading.
   *
   * @param path a C string
   * @return the descriptor
   */
  int open(MemorySegment path) throws IOException {
    return call("open", state -> (int) open.invokeExact(state, path, READ_AND_CLOSE_ON_EXEC));
  }

  /** Waits until everything that was written to the file system of an open file is durable. */
  void syncfs(int descriptor) throws IOException {
    int _ = call("syncfs", state -> (int) syncfs.invokeExact(state, descriptor));
  }

  /** Closes a descriptor that was only read; a failure has no consequences. */
  void close(int descriptor) {
    try {
      int _ = call("close", state -> (int) close.invokeExact(state, descriptor));
    } catch (IOException e) {
      // Nothing was written through it.
    }
  }

  /** A call that returns -1 if it fails. */
  private interface Call {
    /** @param state receives the number of the error */
    int run(MemorySegment state) throws Throwable;
  }

  private static int call(String name, Call call) throws IOException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment state = memory.allocate(STATE);
      int result = run(name, call, state);
      if (result < 0) {
        throw new IOException(name + " failed: " + reason((int) ERROR.get(state, 0L)));
      }
      return result;
    }
  }

  /** A method handle declares Throwable, although these functions throw nothing. */
  private static int run(String name, Call call, MemorySegment state) throws IOException {
    try {
      return call.run(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(name + " could not be called", e);
    }
  }

  private static String reason(int error) {
    return switch (error) {
      case EINTR -> "interrupted";
      case EIO -> "Input/output error";
      case ENOSPC -> "No space left on device";
      default -> "error " + error;
    };
  }
}
