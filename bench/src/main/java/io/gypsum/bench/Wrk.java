package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends GET requests to a server over persistent connections, using the paths in turn. */
final class Wrk {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([\\d.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)\\b");
  private static final Pattern FAILURES =
      Pattern.compile("Non-2xx[^:]*: (\\d+)|Socket errors: (.*)");

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
   */
  record Measurement(double requestsPerSecond, double p99Millis, double cpuMicros) {}

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

  Measurement run(String url, int connections, Duration time) throws IOException {
    double cpuBefore = server.cpuSeconds();
    String output = bench.programs()
        .run(
            "wrk", "-t1", "-c" + connections, "-d" + time.toSeconds() + "s", "--latency", "-s",
            script.toString(), url)
        .output();
    Matcher failure = FAILURES.matcher(output);
    if (failure.find()) {
      throw new IOException("wrk reported failures: " + failure.group());
    }
    double cpuSeconds = server.cpuSeconds() - cpuBefore;
    Matcher p99 = find(P99, output);
    return new Measurement(
        Double.parseDouble(find(RATE, output).group(1)),
        Double.parseDouble(p99.group(1)) * millis(p99.group(2)),
        cpuSeconds * 1e6 / Double.parseDouble(find(REQUESTS, output).group(1)));
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
