"""Days on which officers help people where they live: when, where and with what; how many came, and whether they were helped.

A *support day* is published with its place and hours; a *visit* is one person who came, noted in a few presses, without a name.
Whoever came is asked once how it was: by a message, if they leave a number for that and agree to it, else by a short *code* that
is handed to them and typed on the page behind the QR code of the day's sheet. The number is kept in that message alone."""
