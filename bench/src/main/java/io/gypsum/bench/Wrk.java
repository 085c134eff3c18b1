package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends GET requests to a server over persistent connections, using the paths in turn. */
final class Wrk {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([\\d.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)\\b");
  private static final Pattern FAILURES =
      Pattern.compile("Non-2xx[^:]*: (\\d+)|Socket errors: (.*)");

  private static final Duration WARM_UP_ROUND = Duration.ofSeconds(2);

  private final BenchDirectory bench;
  private final ProcessUsage server;
  private final Path script;

  private Wrk(BenchDirectory bench, ProcessUsage server, Path script) {
    this.bench = bench;
    this.server = server;
    this.script = script;
  }

  /**
   * @param p99Millis 99th percentile of the response time
   * @param cpuMicros processor time of the server per request
   * @param compilerShare the part of that time that Java's optimizing compiler used; 0 for other programs
   */
  record Measurement(
      long requests, double requestsPerSecond, double p99Millis, double cpuMicros,
      double compilerShare) {}

  /**
   * @param name the name of the generated script
   * @param server the server that receives the requests
   * @param urls URLs of that server
   */
  static Wrk of(BenchDirectory bench, String name, ProcessUsage server, List<String> urls)
      throws IOException {
    StringBuilder script = new StringBuilder("local paths = {\n");
    for (String url : urls) {
      script.append('"')
          .append(url.substring(url.indexOf('/', "http://".length())))
          .append("\",\n");
    }
    script.append("}\nlocal requests = {}\nlocal i = 0\n")
        .append("init = function()\n")
        .append("  for k, path in ipairs(paths) do requests[k] = wrk.format('GET', path) end\n")
        .append("end\n")
        .append("request = function()\n  i = i % #requests + 1\n  return requests[i]\nend\n");
    Path file = bench.path(name + ".lua");
    return new Wrk(bench, server, Files.writeString(file, script));
  }

  /**
   * Sends at least {@code minRequests}. A number of requests warms up a server better than a time, since Java compiles a method
   * after a certain number of calls.
   */
  void warmUp(String url, int connections, long minRequests) throws IOException {
    for (long sent = 0; sent < minRequests;) {
      sent += run(url, connections, WARM_UP_ROUND).requests();
    }
  }

  Measurement run(String url, int connections, Duration time) throws IOException {
    double cpuBefore = server.cpuSeconds();
    Map<String, Double> compilersBefore = server.compilerSeconds();
    String output = bench.programs()
        .run(
            "wrk", "-t1", "-c" + connections, "-d" + time.toSeconds() + "s", "--latency", "-s",
            script.toString(), url)
        .output();
    Matcher failure = FAILURES.matcher(output);
    if (failure.find()) {
      throw new IOException("wrk reported failures: " + failure.group());
    }
    double compilerSeconds =
        ProcessUsage.increase(compilersBefore, server.compilerSeconds());
    double cpuSeconds = server.cpuSeconds() - cpuBefore;
    Matcher p99 = find(P99, output);
    long requests = Long.parseLong(find(REQUESTS, output).group(1));
    return new Measurement(
        requests, Double.parseDouble(find(RATE, output).group(1)),
        Double.parseDouble(p99.group(1)) * millis(p99.group(2)),
        cpuSeconds * 1e6 / requests, cpuSeconds > 0 ? compilerSeconds / cpuSeconds : 0);
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1000;
    };
  }

  private static Matcher find(Pattern pattern, String output) throws IOException {
    Matcher found = pattern.matcher(output);
    if (!found.find()) {
      throw new IOException("no match of '" + pattern + "' in the output of wrk: " + output);
    }
    return found;
  }
}
