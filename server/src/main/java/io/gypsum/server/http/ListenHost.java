package io.gypsum.server.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;

import io.gypsum.core.GypsumException;

/** The host name or address at which a server listens. */
public final class ListenHost {
  private ListenHost() {}

  /**
   * Returns the address of a host.
   *
   * @throws GypsumException {@code INVALID} if it cannot be resolved, or is not an address of this machine
   */
  public static InetAddress resolve(String host) throws IOException {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw GypsumException.invalid("cannot resolve host '" + host + "'; correct --host");
    }
    // Linux listens on all of 127.0.0.0/8, but only 127.0.0.1 belongs to an interface.
    if (address.isAnyLocalAddress() || address.isLoopbackAddress()
        || NetworkInterface.getByInetAddress(address) != null) {
      return address;
    }
    throw GypsumException
        .invalid("'" + host + "' is not an address of this machine; correct --host");
  }

  /** Returns the failure of a server that could not start to listen, with the setting to change. */
  public static GypsumException failure(HttpSettings.ListenAddress listen, IOException cause) {
    try {
      var _ = resolve(listen.host());
    } catch (GypsumException e) {
      return e;
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String advice =
        root instanceof BindException
            ? "; stop the program that uses the port, or choose another --port"
            : "";
    return new GypsumException(
        GypsumException.Kind.UNAVAILABLE,
        "cannot listen on '" + listen.host() + ":" + listen.port() + "' ("
            + (root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage())
            + ")" + advice,
        cause);
  }
}
