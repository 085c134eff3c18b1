package io.gypsum.core.concurrent;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Passes the bytes of one body through stages, such as writing and hashing. The caller acquires an empty buffer, fills it
 * and submits it; each stage processes the buffers in the order of their submission; the last stage releases them for reuse.
 * Memory use is bounded by the number of buffers, regardless of the size of the body.
 *
 * <p>{@link #threaded} runs each stage in a separate thread, so that one buffer is filled while others are processed.
 * {@link #inline} runs all stages in the calling thread, for bodies too small to be worth a thread.
 *
 * <pre>{@code
 * try (BufferPipeline pipeline = BufferPipeline.forBytes("hash", sizeBytes, Stage.hash(digest))) {
 *   for (boolean more = true; more;) {
 *     byte[] buffer = pipeline.nextBuffer();
 *     int length = in.readNBytes(buffer, 0, buffer.length);
 *     pipeline.submit(buffer, length);
 *     more = length == buffer.length;
 *   }
 *   pipeline.finish();
 * }
 * }</pre>
 *
 * <p>The first failure of any stage is kept and ends the processing: later buffers are released unprocessed, so that the
 * caller is never blocked, and {@link #submit} and {@link #finish} throw it. Results of the stages are valid only after
 * {@link #finish} has returned. Used by one thread; stages must not use the pipeline.
 */
public final class BufferPipeline implements AutoCloseable {
  /** Number of buffers of a threaded pipeline. */
  public static final int THREADED_BUFFERS = 4;
  /** Size of each buffer of a threaded pipeline. */
  public static final int THREADED_BUFFER_BYTES = 256 * 1024;
  /** {@link #forBytes} uses threads for bodies larger than this; starting them costs more than they save for smaller ones. */
  public static final long MAX_INLINE_BYTES = 8L * 1024 * 1024;
  /** Smallest buffer chosen by {@link #forBytes}: announced sizes may be too low. */
  public static final int MIN_INLINE_BUFFER_BYTES = 8 * 1024;
  /** Largest buffer chosen by {@link #forBytes} for an inline pipeline. */
  public static final int MAX_INLINE_BUFFER_BYTES = 256 * 1024;

  private final String name;
  private final List<Stage> stages;
  private final BlockingQueue<byte[]> free;
  /** One per stage, in their order; empty for an inline pipeline. */
  private final List<StageThread> threads = new ArrayList<>();
  /** The first failure of any stage; null as long as there is none. */
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private boolean closed;

  /** Processes the buffers of a pipeline. All methods are called by the same thread. */
  @FunctionalInterface
  public interface Stage {
    /**
     * Processes the next buffer.
     *
     * @param buffer must be neither changed nor kept
     * @param length number of bytes in the buffer
     */
    void process(byte[] buffer, int length) throws IOException;

    /** Called once after the last buffer, even after a failure; ends what the stage has started. */
    default void end() throws IOException {}

    /** Returns a stage that updates {@code digest}. */
    static Stage hash(MessageDigest digest) {
      return (buffer, length) -> digest.update(buffer, 0, length);
    }
  }

  private BufferPipeline(String name, int buffers, int bufferBytes, List<Stage> stages) {
    this.name = name;
    this.stages = List.copyOf(stages);
    this.free = new ArrayBlockingQueue<>(buffers);
    for (int i = 0; i < buffers; i++) {
      free.add(new byte[bufferBytes]);
    }
  }

  /**
   * Returns a pipeline with one buffer that runs its stages in the calling thread.
   *
   * @param name a verb for messages, such as {@code write}
   */
  public static BufferPipeline inline(String name, int bufferBytes, List<Stage> stages) {
    return new BufferPipeline(name, 1, bufferBytes, stages);
  }

  /**
   * Returns a pipeline that runs each stage in a separate daemon thread.
   *
   * @param name a verb for messages and the names of the threads, such as {@code write}
   */
  public static BufferPipeline threaded(String name, List<Stage> stages) {
    BufferPipeline pipeline =
        new BufferPipeline(name, THREADED_BUFFERS, THREADED_BUFFER_BYTES, stages);
    pipeline.startThreads();
    return pipeline;
  }

  /**
   * Returns a pipeline with one stage that suits a body of this size.
   *
   * @param expectedBytes size of the body as far as it is known; small bodies get a small buffer
   */
  public static BufferPipeline forBytes(String name, long expectedBytes, Stage stage) {
    if (expectedBytes > MAX_INLINE_BYTES) {
      return threaded(name, List.of(stage));
    }
    long bufferBytes = Math.min(MAX_INLINE_BUFFER_BYTES, expectedBytes + 1);
    return inline(name, (int) Math.max(MIN_INLINE_BUFFER_BYTES, bufferBytes), List.of(stage));
  }

  private void startThreads() {
    for (int i = 0; i < stages.size(); i++) {
      threads.add(new StageThread(i));
    }
    threads.forEach(Thread::start);
  }

  /** Returns a buffer to fill, and waits for one if all are in use. It must be submitted before the next one is acquired. */
  public byte[] nextBuffer() throws InterruptedException {
    return free.take();
  }

  /**
   * Submits a filled buffer, which belongs to the pipeline from then on.
   *
   * @throws IOException the failure of a stage, which may have processed an earlier buffer
   * @throws IllegalStateException with the cause, when a stage failed with an unchecked exception in its own thread
   */
  public void submit(byte[] buffer, int length) throws IOException {
    requireNoFailure();
    if (threads.isEmpty()) {
      for (Stage stage : stages) {
        processInline(stage, buffer, length);
      }
      free.add(buffer);
    } else {
      threads.get(0).filled.add(new Filled(buffer, length));
    }
  }

  private void processInline(Stage stage, byte[] buffer, int length) throws IOException {
    try {
      stage.process(buffer, length);
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  /**
   * Waits until all submitted buffers have been processed, and ends the pipeline. Waits even when interrupted; the
   * interrupt status is kept.
   *
   * @throws IOException as {@link #submit}
   * @throws IllegalStateException as {@link #submit}
   */
  public void finish() throws IOException {
    close();
    requireNoFailure();
  }

  /** Ends the pipeline as {@link #finish} does, but throws no failure. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (threads.isEmpty()) {
      stages.forEach(this::end);
    } else {
      threads.get(0).filled.add(Filled.LAST);
      threads.forEach(Threads::join);
    }
  }

  private void requireNoFailure() throws IOException {
    Throwable failed = failure.get();
    if (failed instanceof IOException e) {
      throw e;
    }
    if (failed != null) {
      throw new IllegalStateException("cannot " + name, failed);
    }
  }

  private void end(Stage stage) {
    try {
      stage.end();
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Keeps the failure unless there was one before. */
  private void fail(Throwable failed) {
    failure.compareAndSet(null, failed);
  }

  /** A buffer on its way through the stages. */
  private static final class Filled {
    static final Filled LAST = new Filled(new byte[0], 0);

    private final byte[] buffer;
    private final int length;

    Filled(byte[] buffer, int length) {
      this.buffer = buffer;
      this.length = length;
    }
  }

  private final class StageThread extends Thread {
    private final int index;
    private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(THREADED_BUFFERS + 1);

    StageThread(int index) {
      super("gypsum-" + name + "-" + index);
      this.index = index;
      setDaemon(true);
    }

    @Override
    public void run() {
      Stage stage = stages.get(index);
      for (Filled next = take(); next != Filled.LAST; next = take()) {
        process(stage, next);
        passOn(next);
      }
      end(stage);
      passOn(Filled.LAST);
    }

    private void process(Stage stage, Filled next) {
      if (failure.get() == null) {
        try {
          stage.process(next.buffer, next.length);
        } catch (IOException | RuntimeException | Error e) {
          fail(e);
        }
      }
    }

    private void passOn(Filled next) {
      if (index + 1 < threads.size()) {
        threads.get(index + 1).filled.add(next);
      } else if (next != Filled.LAST) {
        free.add(next.buffer);
      }
    }

    private Filled take() {
      while (true) {
        try {
          return filled.take();
        } catch (InterruptedException e) {
          // A thread that ended here would block the caller; the failure makes it stop.
          fail(e);
        }
      }
    }
  }
}
