package io.gypsum.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that each read one file slowly, a piece per second. Closing aborts them. */
final class SlowReaders implements AutoCloseable {
  private static final int READ_BYTES = 4096;
  private static final int RECEIVE_BUFFER_BYTES = 8192;
  private static final int READ_INTERVAL_MILLIS = 1000;

  private final List<Reader> readers;
  private final Thread thread;

  private SlowReaders(List<Reader> readers) {
    this.readers = readers;
    this.thread = Thread.ofPlatform().daemon().name("slow readers").start(this::read);
  }

  static SlowReaders open(URI server, String url, int count) throws IOException {
    List<Reader> readers = new ArrayList<>();
    String request = "GET " + URI.create(url).getRawPath() + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      readers.add(new Reader(channel));
    }
    return new SlowReaders(readers);
  }

  /** Returns how many connections have received data in every check but the first few, and are still open. */
  int served() {
    return (int) readers.stream().filter(Reader::isServed).count();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    try {
      while (true) {
        Thread.sleep(READ_INTERVAL_MILLIS);
        for (Reader reader : readers) {
          reader.read(buffer.clear());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    for (Reader reader : readers) {
      reader.channel.close();
    }
  }

  private static final class Reader {
    private static final int MAX_EMPTY_READS = 3;

    private final SocketChannel channel;
    /** Number of consecutive checks without data. */
    private volatile int emptyReads;
    private volatile boolean responded;
    private volatile boolean ended;

    Reader(SocketChannel channel) {
      this.channel = channel;
    }

    void read(ByteBuffer buffer) {
      try {
        int count = channel.read(buffer);
        if (count < 0) {
          ended = true;
        }
        if (count > 0 && !responded) {
          responded = true;
          ended |= !StandardCharsets.ISO_8859_1.decode(buffer.flip())
              .toString()
              .startsWith("HTTP/1.1 200");
        }
        emptyReads = count > 0 ? 0 : emptyReads + 1;
      } catch (IOException e) {
        ended = true;
      }
    }

    boolean isServed() {
      return responded && !ended && emptyReads < MAX_EMPTY_READS;
    }
  }
}
