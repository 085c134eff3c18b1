package io.gypsum.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards connections to a server and delivers what it receives a fixed time later, like a distant network of unlimited
 * bandwidth. Opening a connection takes no longer than without it. Closing ends all connections.
 */
final class DelayingProxy implements AutoCloseable {
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  /** More than is sent within the delay; a sender that is faster waits. */
  private static final int MAX_CHUNKS_ON_THE_WAY = 1024;

  private final ServerSocket listener;
  private final URI server;
  private final long delayNanos;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** @param bytes all bytes of an array; empty at the end of the stream */
  private record Chunk(ByteBuffer bytes, long dueNanoTime) {}

  private DelayingProxy(ServerSocket listener, URI server, Duration delay) {
    this.listener = listener;
    this.server = server;
    this.delayNanos = delay.toNanos();
  }

  /** @param roundTrip the sum of the delays of both directions */
  static DelayingProxy start(URI server, Duration roundTrip) throws IOException {
    DelayingProxy proxy =
        new DelayingProxy(
            new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), server,
            roundTrip.dividedBy(2));
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = register(listener.accept());
        Socket target = register(new Socket(server.getHost(), server.getPort()));
        forward(client, target);
        forward(target, client);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private Socket register(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private void forward(Socket from, Socket to) {
    BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MAX_CHUNKS_ON_THE_WAY);
    Thread.ofVirtual().start(() -> receive(from, chunks));
    Thread.ofVirtual().start(() -> deliver(chunks, to));
  }

  private void receive(Socket from, BlockingQueue<Chunk> chunks) {
    try {
      try {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[MAX_CHUNK_BYTES];
        for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
          chunks.put(chunk(Arrays.copyOf(buffer, length)));
        }
      } catch (IOException e) {
        // Broken connections are closed in the other direction, too.
      }
      chunks.put(chunk(new byte[0]));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Chunk chunk(byte[] bytes) {
    return new Chunk(ByteBuffer.wrap(bytes), System.nanoTime() + delayNanos);
  }

  private void deliver(BlockingQueue<Chunk> chunks, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = chunks.take(); chunk.bytes().hasRemaining(); chunk = chunks.take()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, chunk.dueNanoTime() - System.nanoTime())));
        out.write(chunk.bytes().array());
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is no longer used.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(this::close);
  }
}
