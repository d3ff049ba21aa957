void PrintHelp() => Say(
    """
    usage: ./build.sh [target] [args...]        (Windows: ./build.ps1)

      demo      builds, then runs the whole path on 3 million real flights; args go to the demo: ./build.sh demo --keep
                (--job card_payments: a sample instead, see jobs/README.md)
      test      builds, then runs all tests; args go to 'dotnet test': ./build.sh test --filter Name~Late
      bench     builds, then runs the benchmarks; args go to them: ./build.sh bench nexmark batch q5
      pack      builds, then makes the NuGet packages in artifacts/packages; args go to 'dotnet pack'
      build     compiles everything in Release
      restore   fetches npm and NuGet packages
      format    formats the code; to check only: ./build.sh format --verify-no-changes
      clean     removes what the build made

    Tests on real Kafka run when KAFKA_HOME names a folder with an executable 'kafka', and tests on real Spark when SPARK_HOME names
    one with an executable 'spark-connect' (see README.md); else they are skipped, and the summary says so. The same for
    tests on a real PostgreSQL where its server is not installed.
    """);
