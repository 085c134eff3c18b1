package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.server.http.HttpEngine.ConnectionLimit;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Tomcat's endpoint with a limit on its connections, which applies before Tomcat allocates anything for one. */
class LimitedEndpoint extends NioEndpoint {
  private static final String REASON =
      "{\"status\":\"error\",\"reason\":\"too many connections from your address: close some of them\",\"kind\":\"busy\"}";
  private static final byte[] REFUSAL =
      ("HTTP/1.1 429 \r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n"
          + "Retry-After: 5\r\nConnection: close\r\nContent-Length: " + REASON.length()
          + "\r\n\r\n" + REASON)
          .getBytes(StandardCharsets.US_ASCII);
  private static final int DISCARDED_BYTES = 4096;

  private final ConnectionLimit limit;
  /** The peers of the connections that the limit counts. */
  private final Map<SocketChannel, InetAddress> counted = new ConcurrentHashMap<>();

  LimitedEndpoint(ConnectionLimit limit) {
    this.limit = limit;
  }

  @Override
  public void setHandler(Handler<NioChannel> handler) {
    super.setHandler(new CountingHandler(handler));
  }

  /** Called for each accepted connection; {@code false} means that it was closed. */
  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    InetAddress peer = peer(socket);
    if (peer != null) {
      if (!limit.opened(peer)) {
        refuse(socket);
        destroySocket(socket);
        return false;
      }
      counted.put(socket, peer);
    }
    boolean isOpen = register(socket);
    if (!isOpen) {
      // Tomcat does not notify its handler of a connection that failed before it was registered.
      closed(socket);
    }
    return isOpen;
  }

  /** Does what Tomcat does for an accepted connection, except that its files are sent in turns. */
  private boolean register(SocketChannel socket) {
    try {
      NioChannel channel = getNioChannels() == null ? null : getNioChannels().pop();
      if (channel == null) {
        channel =
            createChannel(
                new SocketBufferHandler(
                    socketProperties.getAppReadBufSize(), socketProperties.getAppWriteBufSize(),
                    socketProperties.getDirectBuffer()));
      }
      TurnSocket connection = new TurnSocket(channel, this);
      channel.reset(socket, connection);
      connections.put(socket, connection);
      socket.configureBlocking(false);
      socketProperties.setProperties(socket.socket());
      connection.setReadTimeout(getConnectionTimeout());
      connection.setWriteTimeout(getConnectionTimeout());
      connection.setKeepAliveLeft(getMaxKeepAliveRequests());
      getPoller().register(connection);
      return true;
    } catch (IOException | RuntimeException e) {
      connections.remove(socket);
      destroySocket(socket);
      return false;
    }
  }

  /** A connection that sends files in {@link FileTurns}. */
  private static final class TurnSocket extends NioSocketWrapper {
    TurnSocket(NioChannel channel, NioEndpoint endpoint) {
      super(channel, endpoint);
    }

    @Override
    public SendfileDataBase createSendfileData(String file, long position, long lengthBytes) {
      return new FileTurns(file, position, lengthBytes);
    }
  }

  /** @param socket null if the connection was already closed */
  private void closed(@Nullable SocketChannel socket) {
    InetAddress peer = socket == null ? null : counted.remove(socket);
    if (peer != null) {
      limit.closed(peer);
    }
  }

  /** Returns the address of the other end; null when the channel was closed. */
  static @Nullable InetAddress peer(@Nullable SocketChannel socket) {
    try {
      return socket != null && socket.getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress()
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Responds without waiting: a new connection has space for the response. */
  private static void refuse(SocketChannel socket) {
    try {
      socket.configureBlocking(false);
      socket.write(ByteBuffer.wrap(REFUSAL));
      socket.shutdownOutput();
      // Closing a connection with unread bytes would discard the response.
      socket.read(ByteBuffer.allocate(DISCARDED_BYTES));
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  /** Notifies the limit of closed connections. */
  private final class CountingHandler implements AbstractEndpoint.Handler<NioChannel> {
    private final Handler<NioChannel> handler;

    CountingHandler(Handler<NioChannel> handler) {
      this.handler = handler;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent status) {
      return handler.process(socket, status);
    }

    @Override
    public Object getGlobal() {
      return handler.getGlobal();
    }

    /** Called once for every connection when it is closed. */
    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
      try {
        handler.release(socket);
      } finally {
        closed(socket.getSocket().getIOChannel());
      }
    }

    @Override
    public void pause() {
      handler.pause();
    }

    @Override
    public void recycle() {
      handler.recycle();
    }
  }
}
