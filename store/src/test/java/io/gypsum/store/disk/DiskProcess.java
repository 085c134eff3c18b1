package io.gypsum.store.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoredObject;

/** A process that uses a disk store. Its arguments are a directory, a job and a number. */
final class DiskProcess {
  static final int CREATED_KEYS = 200;

  private final Process process;
  private final BufferedReader output;

  private DiskProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a process, which waits for {@link #go}. */
  static DiskProcess start(Path root, String job, int number) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
            System.getProperty("java.class.path"), DiskProcess.class.getName(), root.toString(),
            job, String.valueOf(number));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    DiskProcess started = new DiskProcess(builder.start());
    if (!"ready".equals(started.readLine())) {
      throw new IOException("the process did not start");
    }
    return started;
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Returns the next line of the output, or null at its end. */
  String readLine() throws IOException {
    return output.readLine();
  }

  List<String> finish() throws Exception {
    List<String> lines = output.lines().toList();
    if (process.waitFor() != 0) {
      throw new IOException("the process failed after " + lines);
    }
    return lines;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int number = Integer.parseInt(arguments[2]);
    try (DiskStore store = DiskStore.open(Path.of(arguments[0]))) {
      out.println("ready");
      if (System.in.read() < 0) {
        return;
      }
      switch (arguments[1]) {
        case "create" -> create(store, number, out);
        case "increment" -> increment(store, number);
        case "hammer" -> hammer(store, out);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    }
  }

  /** Creates keys and prints each key that it created. */
  private static void create(DiskStore store, int number, PrintStream out) {
    for (int i = 0; i < CREATED_KEYS; i++) {
      Key key = new Key("created/" + i % 7 + "/" + i);
      if (store.put(key, Content.of("by " + number), PutCondition.CREATE).isWritten()) {
        out.println(key);
      }
    }
  }

  private static void increment(DiskStore store, int times) throws IOException {
    for (String name : List.of("..counter", "counter")) {
      for (int done = 0; done < times;) {
        try (StoredObject object = store.get(new Key(name), ByteRange.ALL).orElseThrow()) {
          String text = new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
          Content next = Content.of(String.valueOf(Integer.parseInt(text) + 1));
          ObjectInfo info = object.info();
          done +=
              store.put(info.key(), next, new PutCondition.IfMatch(info.etag())).isWritten()
                  ? 1
                  : 0;
        }
      }
    }
  }

  /** Writes until it is killed; prints each key after writing it. */
  private static void hammer(DiskStore store, PrintStream out) {
    for (int i = 0;; i++) {
      Key key = new Key("hammered/" + i % 5 + "/" + (i % 3 == 0 ? "..overwritten" : i));
      store.put(key, Content.of(contentOf(i)), PutCondition.OVERWRITE);
      out.println(key);
    }
  }

  /** Returns content whose bytes all follow from its number, so that a mixture of two contents is detected. */
  static byte[] contentOf(int number) {
    byte[] bytes = new byte[number % 4 == 1 ? 5_000_000 + number : 1000 + number];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  static boolean isWhole(byte[] bytes) {
    int number = bytes.length >= 5_000_000 ? bytes.length - 5_000_000 : bytes.length - 1000;
    return Arrays.equals(bytes, contentOf(number));
  }
}
