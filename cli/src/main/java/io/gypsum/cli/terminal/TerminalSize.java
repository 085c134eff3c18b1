package io.gypsum.cli.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/** The size of the terminal of stderr. Java has no method for it, so this class calls {@code ioctl} of the operating system. */
final class TerminalSize {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int STDERR = 2;
  /** The request {@code TIOCGWINSZ}. */
  private static final long GET_SIZE =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
          ? 0x40087468L
          : 0x5413L;
  private static final int SIZE_BYTES = 8;
  private static final int COLUMNS_OFFSET = 2;

  private static final Optional<MethodHandle> IOCTL = findIoctl();

  private TerminalSize() {}

  /** Returns the current number of columns, which changes with the window; 80 if it is unknown. */
  static int columns() {
    return IOCTL.map(TerminalSize::read).filter(columns -> columns > 0).orElse(DEFAULT_COLUMNS);
  }

  private static int read(MethodHandle ioctl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(SIZE_BYTES);
      int result = (int) ioctl.invokeExact(STDERR, GET_SIZE, size);
      return result == 0
          ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT_UNALIGNED, COLUMNS_OFFSET))
          : 0;
    } catch (Throwable e) {
      // A method handle declares Throwable. If the size is unknown, the command continues.
      return 0;
    }
  }

  // Native access is enabled by the launcher.
  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> findIoctl() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup symbols = linker.defaultLookup();
    return symbols.find("ioctl")
        .map(
            address -> linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2)));
  }
}
